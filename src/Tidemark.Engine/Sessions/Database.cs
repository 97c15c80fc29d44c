using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>An open database: its store, its locks and its counters. Shared by all sessions on it.</summary>
internal sealed class Database : IDisposable, IStorageSizes
{
    private readonly Lock _gate = new();
    private CatalogCounters _counters;
    private ImmutableArray<IDisposable> _services = [];

    private Database(string name, Store store, InstanceOptions options)
    {
        Name = name;
        Store = store;
        Options = options;
        Sequences = new SequenceStore(store);
        Locks = new LockManager(store);
        Temporary = new TemporarySpace(options.Store.Files, store.Directory);
        _counters = ((CatalogSnapshot)store.Root.Companion!).Counters;
    }

    /// <summary>The name it was opened under.</summary>
    public string Name { get; }

    /// <summary>Its directory, open.</summary>
    public Store Store { get; }

    /// <summary>Where its queries put what does not fit into memory.</summary>
    public TemporarySpace Temporary { get; }

    /// <summary>How the instance was opened.</summary>
    public InstanceOptions Options { get; }

    /// <summary>The locks of its transactions.</summary>
    public LockManager Locks { get; }

    /// <summary>Who listens to what.</summary>
    public NotificationHub Notifications { get; } = new();

    /// <summary>What its serializable transactions have read and written.</summary>
    public SerializableHistory Serializable { get; } = new();

    /// <summary>The keys that its transactions have claimed.</summary>
    public KeyClaims Claims { get; } = new();

    /// <summary>What is committed while continuous aggregates are refreshed.</summary>
    public RefreshWatch Refreshes { get; } = new();

    /// <summary>Who has deleted rows and not ended yet.</summary>
    public RowDeleters Deleters { get; } = new();

    /// <summary>Where its sequences stand.</summary>
    public SequenceStore Sequences { get; }

    /// <summary>The counters as they stand; written with every commit that changes the catalog.</summary>
    public CatalogCounters Counters
    {
        get
        {
            lock (_gate) return _counters;
        }
    }

    /// <summary>Opens a directory, filling a new one with the given objects.</summary>
    public static Database Open(string name, string directory, InstanceOptions options, Func<IEnumerable<CatalogObject>> initial)
    {
        var store = Store.Open(directory, options.Store with { Time = options.Clock, Companion = CatalogLoader.Load });
        try
        {
            if (store.Root.Metadata.IsEmpty) Initialize(store, initial());
            var database = new Database(name, store, options);
            TemporarySchema.RemoveLeftovers(database);
            return database;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Begins what works beside the sessions.</summary>
    public void StartServices(Instance instance)
    {
        if (_services.IsEmpty) _services = [.. Builtins.Extensions.Services.Select(s => s.Start(instance, this))];
    }

    /// <summary>The service of this kind; null where there is none.</summary>
    public T? FindService<T>()
        where T : class => _services.OfType<T>().FirstOrDefault();

    /// <summary>Ends what works beside the sessions; the database is about to be closed.</summary>
    public void StopServices()
    {
        var services = _services;
        _services = [];
        foreach (var service in services) service.Dispose();
    }

    /// <inheritdoc />
    public long SizeOf(long storageId) => Store.Root.FindChunk(storageId)?.ByteSize ?? 0;

    /// <inheritdoc />
    public ChunkFigures? FiguresOf(long storageId) => Store.Root.FindChunk(storageId)?.Figures;

    /// <summary>Begins a transaction of a session.</summary>
    public Transaction Begin(LockGroup group, IsolationLevel isolation = IsolationLevel.ReadCommitted, bool isReadOnly = false) =>
        new(this, isolation, isReadOnly, Clocks.Now(Options.Clock), group);

    /// <summary>An oid that nothing has.</summary>
    public uint NextOid() => Count(static c => (c.NextOid, c with { NextOid = c.NextOid + 1 }));

    /// <summary>A storage id that no chunk has.</summary>
    public long NextStorageId() => Count(static c => (c.NextStorageId, c with { NextStorageId = c.NextStorageId + 1 }));

    /// <summary>A hypertable's number.</summary>
    public int NextHypertableId() => Count(static c => (c.NextHypertableId, c with { NextHypertableId = c.NextHypertableId + 1 }));

    /// <summary>A dimension's number.</summary>
    public int NextDimensionId() => Count(static c => (c.NextDimensionId, c with { NextDimensionId = c.NextDimensionId + 1 }));

    /// <summary>A chunk's number.</summary>
    public int NextChunkId() => Count(static c => (c.NextChunkId, c with { NextChunkId = c.NextChunkId + 1 }));

    /// <summary>A job's number.</summary>
    public int NextJobId() => Count(static c => (c.NextJobId, c with { NextJobId = c.NextJobId + 1 }));

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            if (Store.Stopped is null) Sequences.Settle();
        }
        catch (SqlException)
        {
            // A disk that takes nothing any more: sequences skip what they had reserved, which they may at any time.
        }
        finally
        {
            Store.Dispose();
        }
    }

    private T Count<T>(Func<CatalogCounters, (T Taken, CatalogCounters Counters)> take)
    {
        lock (_gate)
        {
            (var taken, _counters) = take(_counters);
            return taken;
        }
    }

    private static void Initialize(Store store, IEnumerable<CatalogObject> objects)
    {
        var catalog = CatalogSnapshot.Empty;
        var changes = store.Begin();
        foreach (var value in objects)
        {
            catalog = catalog.Put(value);
            changes = changes.PutMetadata(value.Oid, CatalogSerializer.Serialize(value));
        }

        store.Commit(changes, Durability.Flushed, new InitialCatalog(catalog));
    }

    private sealed class InitialCatalog(CatalogSnapshot catalog) : ICommitMerge
    {
        public MergeResult Merge(Root latest, Changes changes) => new(changes, catalog);
    }
}
