using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// Carries a transaction's catalog changes over to the newest catalog when it commits. Two transactions that both made the chunk for one range agree here, without having
/// waited for each other: the later one's rows go to the chunk that the earlier one committed.
/// </summary>
internal sealed class CatalogMerge : ICommitMerge
{
    private readonly Database _database;
    private readonly ImmutableDictionary<uint, CatalogObject?> _catalog;
    private readonly ImmutableDictionary<uint, RollupChange> _rollups;
    private readonly ImmutableArray<ChunkJoin> _joins;
    private readonly Dictionary<uint, ReadOnlyMemory<byte>> _records = [];

    public CatalogMerge(Database database, TransactionState state)
    {
        _database = database;
        _catalog = state.Catalog;
        _rollups = state.Rollups;
        _joins = state.Joins;

        // Written out before the commit lock is taken.
        foreach (var (oid, value) in _catalog)
        {
            if (value is not null) _records[oid] = CatalogSerializer.Serialize(value);
        }
    }

    /// <inheritdoc />
    public MergeResult Merge(Root latest, Changes changes)
    {
        var catalog = (CatalogSnapshot)latest.Companion!;
        if (_catalog.IsEmpty && _joins.IsEmpty) return new MergeResult(MergeRollups(latest, changes, catalog), catalog);
        var before = catalog;

        // What is changed goes first, so that objects may have exchanged their names.
        foreach (var oid in _catalog.Keys) catalog = catalog.Remove(oid);
        foreach (var (oid, value) in _catalog)
        {
            if (value is null)
            {
                changes = changes.RemoveMetadata(oid);
                continue;
            }

            if (value is Chunk chunk && before.Find(chunk.Oid) is null && FindTwin(catalog, chunk) is { } twin)
            {
                changes = changes.RedirectChunk(chunk.StorageId, twin.StorageId);
                continue;
            }

            if (value is SchemaObject named && catalog.FindRelation(named.Schema, named.Name) is not null) throw CatalogErrors.NameTaken(named.Name);

            if (value is UserType type && catalog.FindUserType(type.Schema, type.Name) is not null) throw CatalogErrors.NameTaken(type.Name);

            catalog = catalog.Put(value);
            changes = changes.PutMetadata(oid, _records[oid]);
        }

        foreach (var join in _joins) Join(join, ref catalog, ref changes);
        var counters = _database.Counters;
        return new MergeResult(MergeRollups(latest, changes, catalog).PutMetadata(counters.Oid, CatalogSerializer.Serialize(counters)), catalog.Put(counters));
    }

    // Commits come one after the other here: what others have touched since this transaction read what it refreshed by stays marked.
    private Changes MergeRollups(Root latest, Changes changes, CatalogSnapshot catalog)
    {
        foreach (var (oid, change) in _rollups)
        {
            _database.Refreshes.Touched(oid, change.Touched, change.Watch);
            var key = RollupState.KeyOf(oid);
            if (catalog.Find<View>(oid)?.Rollup is null)
            {
                if (latest.Metadata.ContainsKey(key)) changes = changes.RemoveMetadata(key);
                continue;
            }

            var before = RollupState.Read(changes.FindMetadata(latest, key));
            var after = before.With(change, _database.Refreshes.Noted(change.Watch));
            if (!ReferenceEquals(before.Invalid, after.Invalid) || before.Watermark != after.Watermark || before.HeldUntil != after.HeldUntil) changes = changes.PutMetadata(key, after.Write());
        }

        return changes;
    }

    // What the transaction, or another one, has done to the two since may leave nothing to join.
    private void Join(ChunkJoin join, ref CatalogSnapshot catalog, ref Changes changes)
    {
        if (catalog.Find<Chunk>(join.ChunkOid) is not { Columnstore: null, IsFrozen: false } chunk) return;
        if (catalog.Find<Chunk>(join.IntoOid) is not { Columnstore: { } converted, IsFrozen: false } into || into.Slices[0].End != chunk.Slices[0].Start) return;
        var range = new DimensionSlice(into.Slices[0].Start, chunk.Slices[0].End);
        into = into with { Slices = into.Slices.SetItem(0, range), Columnstore = converted.With([null]) };
        catalog = catalog.Remove(chunk.Oid).Remove(into.Oid).Put(into);
        changes = changes.RemoveMetadata(chunk.Oid).PutMetadata(into.Oid, CatalogSerializer.Serialize(into)).JoinChunk(chunk.StorageId, into.StorageId);
        _database.Serializable.Joined(chunk.StorageId, into.StorageId);
    }

    // The chunk that another transaction made for the same range; it may have joined the one before it since.
    private static Chunk? FindTwin(CatalogSnapshot catalog, Chunk chunk)
    {
        foreach (var other in catalog.ChunksOf(chunk.TableOid).Overlapping(chunk.Slices[0].Start, chunk.Slices[0].Start))
        {
            if (Contains(other.Slices, chunk.Slices)) return other;
        }

        return null;
    }

    private static bool Contains(ImmutableArray<DimensionSlice> outer, ImmutableArray<DimensionSlice> inner)
    {
        for (var i = 0; i < inner.Length; i++)
        {
            if (outer[i].Start > inner[i].Start || outer[i].End < inner[i].End) return false;
        }

        return true;
    }
}
