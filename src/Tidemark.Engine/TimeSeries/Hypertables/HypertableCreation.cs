using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>What create_hypertable and CREATE TABLE ... WITH (tsdb.hypertable) ask for.</summary>
internal sealed record HypertableRequest
{
    /// <summary>The column that time is read from.</summary>
    public required string TimeColumn { get; init; }

    /// <summary>The width of chunks, given the time column's type.</summary>
    public required Func<SqlType, long> Interval { get; init; }

    /// <summary>The oid of the function that makes times of the time column; 0 for none.</summary>
    public uint TimeFunction { get; init; }

    /// <summary>The oid of the function that makes hashes of the space column; 0 for the usual one.</summary>
    public uint SpaceFunction { get; init; }

    /// <summary>The column of a hash dimension; null for none.</summary>
    public string? SpaceColumn { get; init; }

    /// <summary>The hash dimension's partitions; null where none are given.</summary>
    public int? Partitions { get; init; }

    /// <summary>The schema of chunks; null for the default.</summary>
    public string? ChunkSchema { get; init; }

    /// <summary>What chunk names begin with; null for the default.</summary>
    public string? ChunkPrefix { get; init; }

    /// <summary>Whether to make an index on time.</summary>
    public bool CreateDefaultIndexes { get; init; } = true;

    /// <summary>Whether rows that are there move to chunks, rather than being an error.</summary>
    public bool MigrateData { get; init; }

    /// <summary>Whether a notice tells of columns whose types are seldom the right ones.</summary>
    public bool WarnsOfTypes { get; init; }
}

/// <summary>Makes a table a hypertable.</summary>
internal static class HypertableCreation
{
    /// <summary>Converts a table in the session's transaction.</summary>
    /// <returns>The table as it is now.</returns>
    public static Table Convert(Table table, HypertableRequest request, SessionContext session)
    {
        session.RequireWritable("create_hypertable()");
        session.Lock(table.Oid, TableLockMode.AccessExclusive);
        table = session.Catalog.Find<Table>(table.Oid)!;
        Privileges.RequireHypertableOwner(table, session);
        if (table.Hypertable is not null) throw HypertableErrors.AlreadyHypertable(table.Name);
        if (table.IsTemporary || table.IsUnlogged) throw HypertableErrors.NotLogged(table.Name);
        var rows = session.Transaction.View(table.StorageId);
        if (rows.RowCount > 0 && !request.MigrateData) throw HypertableErrors.NotEmpty(table.Name);
        if (table.ForeignKeys.Any(k => session.Catalog.Find<Table>(k.ReferencedTable)!.Hypertable is not null)) throw ForeignKeyErrors.BetweenHypertables();
        if (session.Catalog.ReferencesTo(table.Oid).Any(r => r.Table.Hypertable is not null)) throw ForeignKeyErrors.ReferencedByHypertable(table.Name);
        if (table.Constraints.Any(c => c.IsNoInherit)) throw HypertableErrors.NoInherit(table.Name, isNew: true);
        if (request.WarnsOfTypes) WarnOfTypes(table, session);

        var heap = table.StorageId;
        table = WithHypertable(table, request, session);
        foreach (var index in session.Catalog.IndexesOf(table.Oid).Where(i => i.IsUnique)) UniqueKeys.CheckDefinition(index, table);
        session.Transaction.Put(table);
        if (request.CreateDefaultIndexes) CreateDefaultIndexes(table, session);
        if (rows.RowCount > 0) Migrate(table, rows, session);
        session.Transaction.DropStorage(heap);
        return table;
    }

    private static Table WithHypertable(Table table, HypertableRequest request, SessionContext session)
    {
        var time = FindColumn(table, request.TimeColumn);
        var dimensions = new List<Dimension> { DimensionRoutines.Make(time, null, request.Interval, request.TimeFunction, session) };
        if (request.SpaceColumn is { } space)
        {
            var column = FindColumn(table, space);
            if (column == time) throw HypertableErrors.DuplicateDimension(space);
            dimensions.Add(DimensionRoutines.Make(column, request.Partitions ?? 0, request.Interval, request.SpaceFunction, session));
        }

        if (request.ChunkSchema is { } schema && session.Catalog.FindSchema(schema) is null)
        {
            session.Transaction.Put(new Schema { Oid = session.Database.NextOid(), Name = schema, Owner = session.CurrentUser });
        }

        var id = session.Database.NextHypertableId();
        return table with
        {
            Columns = table.Columns.Replace(time, time with { IsNotNull = true }),
            StorageId = 0,
            Hypertable = new Hypertable
            {
                Id = id,
                Dimensions = [.. dimensions.Select(d => d with { Id = session.Database.NextDimensionId() })],
                ChunkSchema = request.ChunkSchema ?? "_timescaledb_internal",
                ChunkPrefix = request.ChunkPrefix ?? $"_hyper_{id}",
            },
        };
    }

    private static Column FindColumn(Table table, string name) => table.FindColumn(name) ?? throw CatalogErrors.NoColumn(name);

    private static void CreateDefaultIndexes(Table table, SessionContext session)
    {
        var dimensions = table.Hypertable!.Dimensions;
        var time = table.Columns[dimensions[0].Column - 1];
        var indexes = session.Catalog.IndexesOf(table.Oid);
        if (!indexes.Any(i => i.Keys.Length == 1 && i.Keys[0].Column == time.Number)) AddIndex(table, [(time, true)], session);
        if (dimensions.Length < 2) return;
        var space = table.Columns[dimensions[1].Column - 1];
        if (!indexes.Any(i => i.Keys.Length == 2 && i.Keys[0].Column == space.Number && i.Keys[1].Column == time.Number)) AddIndex(table, [(space, false), (time, true)], session);
    }

    private static void AddIndex(Table table, (Column Column, bool Descending)[] keys, SessionContext session) => CreateIndex.Add(new Catalog.Index
    {
        Oid = session.Database.NextOid(),
        Schema = table.Schema,
        Name = session.ChooseName(table.Schema, table.Name, string.Join('_', keys.Select(k => k.Column.Name)), "idx"),
        Owner = table.Owner,
        TableOid = table.Oid,
        Keys = [.. keys.Select(k => new IndexKey(k.Column.Number, null, k.Descending, NullsFirst: k.Descending))],
    }, table, session);

    private static void Migrate(Table table, ChunkView rows, SessionContext session)
    {
        session.Notice(new SqlError
        {
            Severity = Severity.Notice,
            State = SqlState.SuccessfulCompletion,
            Message = "migrating data to chunks",
            Detail = "Migration might take a while depending on the amount of data.",
        });
        var writer = new TransactionWriter(session);
        var time = table.LiveColumns.ToList().FindIndex(c => c.Number == table.Hypertable!.TimeDimension.Column);
        foreach (var batch in RowMove.Read(rows, table, withIds: false, session))
        {
            if (!batch.Column(time).Validity.IsAllValid) throw HypertableErrors.NullsInColumn(table.LiveColumns.ElementAt(time).Name, table.Name);
            writer.Insert(table, batch);
        }
    }

    private static void WarnOfTypes(Table table, SessionContext session)
    {
        foreach (var column in table.LiveColumns)
        {
            if (column.Type.Kind == TypeKind.Timestamp) session.Notice(HypertableErrors.NotBestPractice("timestamp without time zone", column.Name, "TIMESTAMPTZ"));
            if (column.Type.Kind == TypeKind.Varchar) session.Notice(HypertableErrors.NotBestPractice("character varying", column.Name, "TEXT"));
        }
    }
}
