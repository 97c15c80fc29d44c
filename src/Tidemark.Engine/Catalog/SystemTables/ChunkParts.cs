using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Syntax;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>
/// The indexes and constraints that pg_catalog shows of chunks. A chunk has none of its own, its hypertable's hold for it; they get TimescaleDB's names, and oids that are made of the
/// chunk's: those from 2^31 on, sixteen a chunk.
/// </summary>
internal static class ChunkParts
{
    private const uint FirstOid = 1u << 31;
    private const int PartsPerChunk = 16;
    private const int SliceNumberBits = 28;

    /// <summary>The name of a chunk's part of an index: that of a constraint is led by the chunk's number, any other by the chunk's name.</summary>
    public static string IndexName(Chunk chunk, Index index, Table table) =>
        table.Constraints.Any(c => c.IndexOid == index.Oid) ? ConstraintName(chunk, index.Name) : Shorten($"{chunk.Name}_{index.Name}");

    /// <summary>The name of a chunk's part of a primary key or unique constraint.</summary>
    public static string ConstraintName(Chunk chunk, string constraint) => Shorten($"{chunk.ChunkId}_{constraint}");

    /// <summary>The oid of a chunk's part: the place of the index among the hypertable's, or of the constraint, dimensions first.</summary>
    public static uint Oid(Chunk chunk, int place) => FirstOid + (chunk.Oid * PartsPerChunk) + (uint)Math.Min(place, PartsPerChunk - 1);

    /// <summary>The chunk and the place that an oid was made of; null for an oid of another kind.</summary>
    public static (Chunk Chunk, int Place)? Find(uint oid, CatalogSnapshot catalog) =>
        oid >= FirstOid && catalog.Find<Chunk>((oid - FirstOid) / PartsPerChunk) is { } chunk ? (chunk, (int)((oid - FirstOid) % PartsPerChunk)) : null;

    /// <summary>The number of a chunk's slice in one dimension: the chunk's for the first, far from it for further ones.</summary>
    public static int SliceId(Chunk chunk, int dimension) => (dimension << SliceNumberBits) | chunk.ChunkId;

    /// <summary>A hypertable's index as its chunk has it.</summary>
    public static Index IndexOf(Chunk chunk, Index index, int place, Table table) =>
        index with { Oid = Oid(chunk, place), Name = IndexName(chunk, index, table), Schema = chunk.Schema, TableOid = chunk.Oid };

    /// <summary>The indexes of a chunk.</summary>
    public static IEnumerable<Index> IndexesOf(Chunk chunk, CatalogSnapshot catalog)
    {
        if (catalog.Find<Table>(chunk.TableOid) is not { } table) return [];
        return catalog.IndexesOf(table.Oid).Select((index, place) => IndexOf(chunk, index, place, table));
    }

    /// <summary>The part of a name that a chunk has of one of its hypertable's indexes; null where there is none. Looks through all chunks of the schema.</summary>
    public static Index? FindIndex(string schema, string name, CatalogSnapshot catalog)
    {
        foreach (var chunk in catalog.Relations.OfType<Chunk>())
        {
            if (chunk.Schema != schema || !(name.StartsWith(chunk.Name, StringComparison.Ordinal) || name.StartsWith($"{chunk.ChunkId}_", StringComparison.Ordinal))) continue;
            if (IndexesOf(chunk, catalog).FirstOrDefault(i => i.Name == name) is { } found) return found;
        }

        return null;
    }

    /// <summary>The chunk's part of an index that an oid stands for; null for an oid of another kind.</summary>
    public static Index? IndexAt(uint oid, CatalogSnapshot catalog) => Find(oid, catalog) is var (chunk, place) ? IndexesOf(chunk, catalog).ElementAtOrDefault(place) : null;

    /// <summary>The index of the hypertable that an index is: itself, or what a chunk's part belongs to.</summary>
    public static uint WholeOid(uint oid, CatalogSnapshot catalog) =>
        Find(oid, catalog) is var (chunk, place) && catalog.IndexesOf(chunk.TableOid) is var indexes && place < indexes.Length ? indexes[place].Oid : oid;

    /// <summary>The check that keeps rows of other slices out of a chunk, as a condition; null where the slice has no bound.</summary>
    public static string? SliceCheck(Chunk chunk, int dimension, Table table, FormatSettings format)
    {
        var (start, end) = chunk.Slices[dimension];
        var divided = table.Hypertable!.Dimensions[dimension];
        var column = table.Columns[divided.Column - 1];
        var name = SyntaxPrinter.QuoteIdentifier(column.Name);
        var isHash = divided.Partitions > 0;
        var tested = isHash ? $"_timescaledb_functions.get_partition_hash({name})" : name;
        var bounds = new List<string>();
        if (start != long.MinValue) bounds.Add($"({tested} >= {Bound(start)})");
        if (end != long.MaxValue) bounds.Add($"({tested} < {Bound(end)})");
        return bounds.Count switch
        {
            0 => null,
            1 => bounds[0],
            _ => $"({string.Join(" AND ", bounds)})",
        };

        string Bound(long value) => isHash ? value.ToString() : Literal(value, column.Type.WithModifier(-1), format);
    }

    private static string Literal(long value, SqlType type, FormatSettings format)
    {
        if (type.Kind == TypeKind.Int4 && value >= 0) return value.ToString();
        var builder = ChunkSlicing.ValueOf(value, type);
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(type).FormatText(builder, text, format);
        return $"'{System.Text.Encoding.UTF8.GetString(((BytesVector)text.Build())[0])}'::{type.DisplayName}";
    }

    // Identifiers have at most 63 bytes; a longer one is cut at its end, as PostgreSQL cuts.
    private static string Shorten(string name)
    {
        const int MaxBytes = 63;
        while (System.Text.Encoding.UTF8.GetByteCount(name) > MaxBytes) name = name[..^1];
        return name;
    }
}
