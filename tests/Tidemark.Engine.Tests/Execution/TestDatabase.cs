using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>A store in a directory of its own with tables that tests define in code; statements run through binder, planner and execution, each committed by itself.</summary>
internal sealed class TestDatabase : IDisposable
{
    private static readonly RoutineCatalog s_routines = BuildRoutines();

    private readonly string _directory = Directory.CreateTempSubdirectory("tidemark-execution").FullName;
    private readonly Store _store;
    private TemporarySpace? _temporary;
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty;
    private uint _nextOid = 20_000;
    private long _nextStorage = 1;

    public TestDatabase(int segmentRows = 131_072)
    {
        _store = Store.Open(_directory, new StoreOptions { Background = false, SegmentRows = segmentRows, DirectSegmentRows = segmentRows });
        foreach (var item in CatalogBootstrap.Objects()) _catalog = _catalog.Put(item);
    }

    /// <summary>How many rows operators put into a batch.</summary>
    public int BatchRows { get; set; } = Batch.DefaultRows;

    public int Parallelism { get; set; } = 1;

    public long ParallelThreshold { get; set; } = 50_000;

    public bool UseBlockStatistics { get; set; } = true;

    /// <summary>The memory of each statement; what can go to disk does beyond its limit.</summary>
    public Func<MemoryAccount>? Memory { get; set; }

    public ImmutableHashSet<string> DisabledRules { get; set; } = [];

    /// <summary>Of so many rows on, their order is made use of; 0 does it always.</summary>
    public long OrderedRows { get; set; } = long.MaxValue;

    public Store Store => _store;

    /// <summary>Makes a table; a column whose name ends in ! is NOT NULL.</summary>
    public Table CreateTable(string name, params (string Name, SqlType Type)[] columns) => CreateTable(name, null, [], columns);

    /// <summary>Makes a table, perhaps a hypertable by its first column, with a clustering key (a minus before a column's name for descending order).</summary>
    public Table CreateTable(string name, long? chunkInterval, string[] clustering, params (string Name, SqlType Type)[] columns)
    {
        var oid = _nextOid++;
        var table = new Table
        {
            Oid = oid,
            Schema = "public",
            Name = name,
            Columns = [.. columns.Select((c, i) => new Column { Number = i + 1, Name = c.Name.TrimEnd('!'), Type = c.Type, IsNotNull = c.Name.EndsWith('!') })],
            StorageId = chunkInterval is null ? _nextStorage++ : 0,
            Hypertable = chunkInterval is null ? null : new Hypertable { Id = 1, ChunkPrefix = "_hyper_1", Dimensions = [new Dimension { Id = 1, Column = 1, Interval = chunkInterval.Value }] },
        };
        _catalog = _catalog.Put(table);
        Clustering[oid] = [.. clustering.Select(c => new SortColumn(Array.FindIndex(columns, d => d.Name.TrimEnd('!') == c.TrimStart('-')) + 1, c[0] == '-', c[0] == '-'))];
        if (clustering.Length > 0)
        {
            _catalog = _catalog.Put(new Catalog.Index { Oid = _nextOid++, Schema = "public", Name = $"{name}_key", TableOid = oid, Keys = [.. Clustering[oid].Select(c => new Catalog.IndexKey(c.ColumnId, null, c.Descending, c.NullsFirst))] });
        }

        if (chunkInterval is null) Commit(changes => changes.CreateChunk(table.StorageId, LayoutOf(table)));
        return table;
    }

    private Dictionary<uint, ImmutableArray<SortColumn>> Clustering { get; } = [];

    public ChunkLayout LayoutOf(Table table) => new([.. table.Columns.Select(c => new ColumnLayout(c.Number, c.Type))], Clustering[table.Oid]);

    /// <summary>Runs a statement and gives its rows, values in text form with | between them; a statement without rows gives how many it changed.</summary>
    public string[] Query(string sql, params Vector[] parameters)
    {
        var plan = Plan(sql, parameters);
        var writer = new TestWriter(this);
        var context = Context(writer, parameters, null);
        var lines = new List<string>();
        using (var stream = Operators.Open(plan.Root, context))
        {
            while (stream.Next() is { } batch)
            {
                Assert.True(batch.Length > 0);
                Format(batch, lines);
            }

            if (stream is ModificationStream modification && plan.Output.IsEmpty) lines.Add($"{modification.RowsAffected}");
        }

        Assert.True(context.Memory.Used == context.Memory.Kept, $"{sql} keeps {context.Memory.Used} bytes");
        if (writer.Changes is { } changes) _store.Commit(changes);
        return [.. lines];
    }

    /// <summary>The plan of a statement as EXPLAIN shows it.</summary>
    public string[] Explain(string sql, bool analyze = false)
    {
        var plan = Plan(sql, []);
        var context = Context(null, [], new QueryProfile());
        if (analyze)
        {
            using var stream = Operators.Open(plan.Root, context);
            while (stream.Next() is not null)
            {
            }
        }

        return [.. ExplainPrinter.Print(plan, new ExplainOptions { Costs = false, Timing = false, Profile = analyze ? context.Profile : null, Chunks = analyze ? null : node => ScanSource.CountChunks(node, context) })];
    }

    public Plan Plan(string sql, Vector[] parameters)
    {
        var types = ParameterTypes.Inferred();
        var binder = new Binder(new BindingContext
        {
            Catalog = _catalog,
            Routines = s_routines,
            VirtualTables = VirtualTables.Empty,
            SearchPath = ["pg_catalog", "public"],
            Functions = new StillSession(_catalog, s_routines, FormatSettings.Default),
            Parameters = types,
        });
        var bound = binder.BindStatement(SqlParser.Parse(sql)[0].Statement);
        return Planner.Plan(bound, new PlanningContext
        {
            Functions = new StillSession(_catalog, s_routines, FormatSettings.Default),
            DisabledRules = DisabledRules,
            OrderedRows = OrderedRows,
            ChecksInvariants = true,
            RowCount = table => table.Hypertable is null
                ? _store.Root.View(table.StorageId).RowCount
                : _catalog.ChunksOf(table.Oid).All.Sum(c => _store.Root.View(c.StorageId).RowCount),
        });
    }

    public QueryContext Context(ITableWriter? writer, Vector[] parameters, QueryProfile? profile)
    {
        var root = _store.Root;
        return new QueryContext
        {
            Functions = new StillSession(_catalog, s_routines, FormatSettings.Default),
            View = id => root.View(id),
            Parameters = parameters,
            Writer = writer,
            BatchRows = BatchRows,
            Parallelism = Parallelism,
            ParallelThreshold = ParallelThreshold,
            UseBlockStatistics = UseBlockStatistics,
            Profile = profile,
            Memory = Memory?.Invoke() ?? new MemoryAccount(),
            Temporary = Memory is null ? null : new TemporaryFiles(_temporary ??= new TemporarySpace(LocalFileSystem.Instance, _directory), long.MaxValue),
        };
    }

    /// <summary>Appends rows to a table, to the chunk that each belongs to.</summary>
    public void Append(Table table, Batch rows)
    {
        var writer = new TestWriter(this);
        writer.Insert(table, rows);
        _store.Commit(writer.Changes!);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_directory, true);
    }

    private void Commit(Func<Changes, Changes> change) => _store.Commit(change(_store.Begin()));

    private Chunk ChunkFor(Table table, long time, ref Changes changes)
    {
        var interval = table.Hypertable!.TimeDimension.Interval;
        var start = time - (((time % interval) + interval) % interval);
        foreach (var found in _catalog.ChunksOf(table.Oid).Overlapping(time, time)) return found;
        var chunk = new Chunk
        {
            Oid = _nextOid,
            Schema = "_timescaledb_internal",
            Name = $"_hyper_1_{_nextOid++}_chunk",
            TableOid = table.Oid,
            ChunkId = (int)_nextOid,
            Slices = [new DimensionSlice(start, start + interval)],
            StorageId = _nextStorage++,
            CreationTime = 0,
        };
        _catalog = _catalog.Put(chunk);
        changes = changes.CreateChunk(chunk.StorageId, LayoutOf(table));
        return chunk;
    }

    private static RoutineCatalog BuildRoutines()
    {
        var builder = new RoutineCatalogBuilder();
        BuiltinRoutines.Register(builder);
        TimeSeries.TimeSeriesRoom.Register(builder);
        return builder.Build();
    }

    private static void Format(Batch batch, List<string> lines)
    {
        var columns = new BytesVector[batch.ColumnCount];
        for (var c = 0; c < columns.Length; c++)
        {
            var column = batch.Column(c);
            Assert.Equal(batch.Length, column.Length);
            var text = new BytesVectorBuilder(SqlTypes.Text);
            TypeCodec.For(column.Type).FormatText(column, text, FormatSettings.Default);
            columns[c] = (BytesVector)text.Build();
        }

        for (var row = 0; row < batch.Length; row++)
        {
            lines.Add(string.Join('|', columns.Select(c => c.IsNull(row) ? "" : Encoding.UTF8.GetString(c[row]))));
        }
    }

    private sealed class TestWriter(TestDatabase database) : ITableWriter
    {
        public Changes? Changes { get; private set; }

        public void Replace(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength) => Delete(table, chunkOid, rowIds);

        public void Update(Table table, ReadOnlySpan<RowLocation> old, Batch rows, bool keysStay) => Insert(table, rows);

        public void Insert(Table table, Batch rows)
        {
            var changes = Changes ?? database._store.Begin();
            var root = database._store.Root;
            if (table.Hypertable is null)
            {
                Changes = changes.Append(root, table.StorageId, rows);
                return;
            }

            var times = rows.Column(0);
            var owners = new Dictionary<long, List<int>>();
            for (var row = 0; row < rows.Length; row++)
            {
                var storage = database.ChunkFor(table, VectorAccess.Get<long>(times, row), ref changes).StorageId;
                if (!owners.TryGetValue(storage, out var list)) owners[storage] = list = [];
                list.Add(row);
            }

            foreach (var (storage, list) in owners) changes = changes.Append(root, storage, new SubBatch().Of(rows, list.ToArray()));
            Changes = changes;
        }

        public RowLockResult Lock(Table table, uint chunkOid, ReadOnlySpan<long> rowIds, LockStrength strength, LockWaitPolicy wait) => RowLockResult.Locked;

        public Exception Conflict() => throw new NotSupportedException("nobody else is here");

        public void Delete(Table table, uint chunkOid, ReadOnlySpan<long> rowIds)
        {
            var changes = Changes ?? database._store.Begin();
            var storage = chunkOid == table.Oid ? table.StorageId : database._catalog.Find<Chunk>(chunkOid)!.StorageId;
            Changes = changes.Delete(database._store.Root.View(storage, changes), rowIds);
        }

        public void RequireWithin(Table table, Chunk chunk, Batch rows) => throw InternalErrors.NotSupported("changing one chunk in this test");

        public SchemaObject PlaceOf(Table table, Batch rows, int row) => table;

        public void InsertFree(Table table, Catalog.Index? arbiter, Batch rows) => Insert(table, rows);

        public void FindConflicts(Table table, Catalog.Index? arbiter, Batch rows, bool forUpdate, Span<RowLocation> found) => throw InternalErrors.NotSupported("unique indexes in this test");

        public void Fetch(Table table, ReadOnlySpan<RowLocation> locations, VectorBuilder[] columns) => throw InternalErrors.NotSupported("fetching in this test");
    }
}
