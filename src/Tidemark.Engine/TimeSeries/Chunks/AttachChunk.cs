using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>CALL attach_chunk: an ordinary table becomes a chunk of a hypertable, for slices that are given and that all of its rows must lie in.</summary>
internal static class AttachChunk
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new Procedure
    {
        Schema = "public",
        Name = "attach_chunk",
        Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.RegClass, "chunk"), new(SqlTypes.Jsonb, "slices")],
        Result = SqlTypes.Void,
        Volatility = Volatility.Volatile,
        Invoke = Attach,
    });

    private static void Attach(ImmutableArray<Vector> arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        if (arguments[0].IsNull(0)) throw ChunkErrors.NullRelation("hypertable");
        if (arguments[1].IsNull(0)) throw ChunkErrors.NullRelation("chunk");
        var table = HypertableChange.Lock(Arguments.OnlyHypertable(arguments[0], context), "attach_chunk", session);
        if (context.Catalog.Find(Arguments.Oid(arguments[1])) is Chunk) throw ChunkErrors.IsChildAlready();
        if (context.Catalog.Find<Table>(Arguments.Oid(arguments[1])) is not { Hypertable: null } attached) throw ChunkErrors.NotChunk(Arguments.NameOf(arguments[1], context));
        session.Lock(attached.Oid, TableLockMode.Exclusive);
        attached = session.Catalog.Find<Table>(attached.Oid)!;

        var slices = Slices(arguments[2], table, context);
        RefuseCollision(slices, table, session);
        var columns = MatchColumns(attached, table);
        RefuseOutsiders(attached, columns, slices, table, session);

        var id = session.Database.NextChunkId();
        var storage = Storage(attached, columns, table, session);
        foreach (var index in session.Catalog.IndexesOf(attached.Oid)) session.Transaction.Remove(index.Oid);
        session.Transaction.Put(new Chunk
        {
            Oid = attached.Oid,
            Schema = attached.Schema,
            Name = attached.Name,
            Owner = attached.Owner,
            Comment = attached.Comment,
            TableOid = table.Oid,
            ChunkId = id,
            Slices = slices,
            StorageId = storage,
            CreationTime = Clocks.Now(session.Clock),
        });
        foreach (var index in session.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique)) Sessions.Commands.UniqueKeys.CheckExistingRows(index, table, session);
    }

    private static ImmutableArray<DimensionSlice> Slices(Vector json, Table table, FunctionContext context)
    {
        if (json.IsNull(0)) throw ChunkErrors.NullSlices();
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(SqlTypes.Jsonb).FormatText(json, text, context.Format);
        using var document = JsonDocument.Parse(((BytesVector)text.Build())[0].ToArray());
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw ChunkErrors.InvalidHypercube(table.Name, "invalid JSON format");
        var dimensions = table.Hypertable!.Dimensions;
        var slices = new DimensionSlice?[dimensions.Length];
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var place = dimensions.ToList().FindIndex(d => table.Columns[d.Column - 1].Name == member.Name);
            if (place < 0) throw ChunkErrors.InvalidHypercube(table.Name, $"dimension \"{member.Name}\" does not exist in hypertable");
            if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() != 2) throw ChunkErrors.InvalidHypercube(table.Name, $"unexpected number of dimensional bounds for dimension \"{member.Name}\"");
            if (member.Value.ValueKind != JsonValueKind.Array) throw ChunkErrors.InvalidHypercube(table.Name, $"constraint for dimension \"{member.Name}\" should be an array of two bounds");
            var slice = new DimensionSlice(Bound(member.Value[0], dimensions[place], table, context), Bound(member.Value[1], dimensions[place], table, context));
            if (slice.Start >= slice.End) throw ChunkErrors.InvalidHypercube(table.Name, $"the start of dimension \"{member.Name}\" must be before its end");
            slices[place] = slice;
        }

        return [.. slices.Select(s => s ?? throw ChunkErrors.InvalidHypercube(table.Name, "invalid number of hypercube dimensions"))];
    }

    // Numbers are values of integer columns, hashes, or microseconds since 1970; texts are values of the column.
    private static long Bound(JsonElement bound, Dimension dimension, Table table, FunctionContext context)
    {
        var type = ChunkFacts.DividedTypeOf(dimension, table);
        if (bound.ValueKind == JsonValueKind.Number && bound.TryGetInt64(out var number))
        {
            return dimension.Partitions > 0 || !ChunkIntervals.IsTime(type) || number is long.MinValue or long.MaxValue ? number : number + ChunkSlicing.UnixEpoch;
        }

        return TimeArgument.Coordinate(TimeArgument.Parse(Encoding.UTF8.GetBytes(bound.ToString()), dimension.Partitions > 0 ? SqlTypes.Int8 : type, context));
    }

    private static void RefuseCollision(ImmutableArray<DimensionSlice> slices, Table table, SessionContext session)
    {
        foreach (var chunk in session.Catalog.ChunksOf(table.Oid).Overlapping(slices[0].Start, slices[0].End == long.MaxValue ? long.MaxValue : slices[0].End - 1))
        {
            if (chunk.Slices.Zip(slices, (a, b) => a.Start < b.End && b.Start < a.End).All(meets => meets)) throw ChunkErrors.Collision();
        }
    }

    // For each column of the hypertable the attached table's.
    private static List<Column> MatchColumns(Table attached, Table table)
    {
        foreach (var column in attached.LiveColumns)
        {
            if (table.FindColumn(column.Name) is null) throw ChunkErrors.UnknownColumn(attached.Name, column.Name, table.Name);
        }

        return [.. table.LiveColumns.Select(wanted =>
        {
            var found = attached.FindColumn(wanted.Name) ?? throw ChunkErrors.MissingColumn(wanted.Name);
            if (!found.Type.Equals(wanted.Type)) throw ChunkErrors.DifferentColumn(attached.Name, wanted.Name);
            if (wanted.IsNotNull && !found.IsNotNull) throw ChunkErrors.NullableColumn(wanted.Name);
            return found;
        })];
    }

    private static void RefuseOutsiders(Table attached, List<Column> columns, ImmutableArray<DimensionSlice> slices, Table table, SessionContext session)
    {
        var dimensions = table.Hypertable!.Dimensions;
        var live = attached.LiveColumns.ToList();
        foreach (var batch in RowMove.Read(session.Transaction.View(attached.StorageId), attached, withIds: false, session))
        {
            var coordinates = new long[batch.Length];
            for (var i = 0; i < dimensions.Length; i++)
            {
                var place = table.LiveColumns.ToList().FindIndex(c => c.Number == dimensions[i].Column);
                ChunkSlicing.Coordinates(dimensions[i], PartitioningFunctions.Apply(dimensions[i], batch.Column(live.IndexOf(columns[place])), session), coordinates);
                var slice = slices[i];
                if (Array.Exists(coordinates, c => c < slice.Start || (c >= slice.End && slice.End != long.MaxValue))) throw ChunkErrors.RowsOutside(table.Columns[dimensions[i].Column - 1].Name);
            }
        }
    }

    // Storage knows columns by number: where the table's numbers are the hypertable's, its rows stay where they are.
    private static long Storage(Table attached, List<Column> columns, Table table, SessionContext session)
    {
        var layout = TableLayout.Of(table, session.Catalog.IndexesOf(table.Oid));
        if (columns.Select(c => c.Number).SequenceEqual(table.LiveColumns.Select(c => c.Number)))
        {
            session.Transaction.AlterStorage(attached.StorageId, layout);
            return attached.StorageId;
        }

        var storage = session.Database.NextStorageId();
        session.Transaction.CreateStorage(storage, layout);
        var live = attached.LiveColumns.ToList();
        foreach (var batch in RowMove.Read(session.Transaction.View(attached.StorageId), attached, withIds: false, session))
        {
            session.Transaction.Append(storage, StoredRows.Of(table, new Batch([.. columns.Select(c => batch.Column(live.IndexOf(c)))], batch.Length)));
        }

        session.Transaction.DropStorage(attached.StorageId);
        return storage;
    }
}
