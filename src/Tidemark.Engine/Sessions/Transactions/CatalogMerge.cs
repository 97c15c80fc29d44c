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
    private readonly Dictionary<uint, ReadOnlyMemory<byte>> _records = [];

    public CatalogMerge(Database database, ImmutableDictionary<uint, CatalogObject?> catalog)
    {
        _database = database;
        _catalog = catalog;

        // Written out before the commit lock is taken.
        foreach (var (oid, value) in catalog)
        {
            if (value is not null) _records[oid] = CatalogSerializer.Serialize(value);
        }
    }

    /// <inheritdoc />
    public MergeResult Merge(Root latest, Changes changes)
    {
        var catalog = (CatalogSnapshot)latest.Companion!;
        if (_catalog.IsEmpty) return new MergeResult(changes, catalog);
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

        var counters = _database.Counters;
        return new MergeResult(changes.PutMetadata(counters.Oid, CatalogSerializer.Serialize(counters)), catalog.Put(counters));
    }

    private static Chunk? FindTwin(CatalogSnapshot catalog, Chunk chunk)
    {
        foreach (var other in catalog.ChunksOf(chunk.TableOid).Overlapping(chunk.Slices[0].Start, chunk.Slices[0].Start))
        {
            if (other.Slices.SequenceEqual(chunk.Slices)) return other;
        }

        return null;
    }
}
