using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Types and layouts in log and checkpoint. A type: oid varint, modifier zigzag, built-in flag u8; for a type of the catalog's own also physical type, kind and category u8,
/// length zigzag, name, display name, and its element type behind a flag u8. A layout: columns varint, each: id varint, type, flag u8 with the value for older rows as one row of a column;
/// key columns varint, each: id varint, descending u8, nulls first u8; filters varint, each: columns varint, their ids varint each; column store u8.
/// </summary>
internal static class TypeCodec
{
    public static void WriteType(ByteWriter output, SqlType type)
    {
        output.Varint(type.Oid);
        output.Zigzag(type.Modifier);
        var builtIn = SqlTypes.FromOid(type.Oid) is not null;
        output.Flag(builtIn);
        if (builtIn) return;
        output.U8((byte)type.Physical);
        output.U8((byte)type.Kind);
        output.U8((byte)type.Category);
        output.Zigzag(type.Length);
        output.Text(type.Name);
        output.Text(type.DisplayName);
        output.Flag(type.Element is not null);
        if (type.Element is not null) WriteType(output, type.Element);
    }

    public static SqlType ReadType(ref ByteReader input)
    {
        var oid = (uint)input.Varint();
        var modifier = (int)input.Zigzag();
        if (input.Flag()) return (SqlTypes.FromOid(oid) ?? throw new InvalidDataException($"type {oid} is unknown")).WithModifier(modifier);
        var (physical, kind, category) = ((PhysicalType)input.U8(), (TypeKind)input.U8(), (TypeCategory)input.U8());
        var length = (short)input.Zigzag();
        var (name, display) = (input.Text(), input.Text());
        return new SqlType
        {
            Oid = oid,
            Modifier = modifier,
            Physical = physical,
            Kind = kind,
            Category = category,
            Length = length,
            Name = name,
            DisplayName = display,
            Element = input.Flag() ? ReadType(ref input) : null,
        };
    }

    public static void WriteLayout(ByteWriter output, ChunkLayout layout)
    {
        output.Varint(layout.Columns.Length);
        foreach (var column in layout.Columns)
        {
            output.Varint(column.ColumnId);
            WriteType(output, column.Type);
            output.Flag(column.Missing is not null);
            if (column.Missing is not null) RowsCodec.WriteColumn(output, column.Missing);
        }

        output.Varint(layout.ClusteringKey.Length);
        foreach (var key in layout.ClusteringKey)
        {
            output.Varint(key.ColumnId);
            output.Flag(key.Descending);
            output.Flag(key.NullsFirst);
        }

        output.Varint(layout.Filters.Length);
        foreach (var filter in layout.Filters)
        {
            output.Varint(filter.Length);
            foreach (var id in filter) output.Varint(id);
        }

        output.Flag(layout.IsColumnstore);
    }

    public static ChunkLayout ReadLayout(ref ByteReader input)
    {
        var columns = ImmutableArray.CreateBuilder<ColumnLayout>();
        for (var count = input.Count(); count > 0; count--)
        {
            var id = input.Count();
            var type = ReadType(ref input);
            Vector? missing = input.Flag() ? RowsCodec.ReadColumn(ref input, type, 1) : null;
            columns.Add(new ColumnLayout(id, type, missing));
        }

        var key = ImmutableArray.CreateBuilder<SortColumn>();
        for (var count = input.Count(); count > 0; count--) key.Add(new SortColumn(input.Count(), input.Flag(), input.Flag()));
        var filters = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        for (var count = input.Count(); count > 0; count--)
        {
            var ids = ImmutableArray.CreateBuilder<int>();
            for (var columnsOfKey = input.Count(); columnsOfKey > 0; columnsOfKey--) ids.Add(input.Count());
            filters.Add(ids.ToImmutable());
        }

        return new ChunkLayout(columns.ToImmutable(), key.ToImmutable()) { Filters = filters.ToImmutable(), IsColumnstore = input.Flag() };
    }
}
