using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// Looks through a data directory that nobody has open, and changes nothing in it: the files of every database, whether the catalog and the stored chunks name each other, and whether unique keys are unique.
/// </summary>
public sealed class InstanceCheck
{
    private readonly List<string> _damage = [];
    private readonly List<string> _orphans = [];

    private InstanceCheck()
    {
    }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Damage => _damage;

    /// <summary>Files and directories that nothing names: what a crash leaves, harmless.</summary>
    public IReadOnlyList<string> Orphans => _orphans;

    /// <summary>Databases that were looked through.</summary>
    public int Databases { get; private set; }

    /// <summary>Tables, hypertables counted as one.</summary>
    public int Tables { get; private set; }

    /// <summary>Rows that are there.</summary>
    public long Rows { get; private set; }

    /// <summary>Segment files that were read.</summary>
    public long Segments { get; private set; }

    /// <summary>Bytes that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Unique keys that were found unique or not.</summary>
    public int UniqueKeys { get; private set; }

    /// <summary>Whether a directory is one that <see cref="Instance.Open"/> made.</summary>
    public static bool IsInstance(string directory) => StoreCheck.IsStore(Path.Combine(directory, "instance"));

    /// <summary>Checks a directory for which <see cref="IsInstance"/> holds.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="progress">Told of each database before it is looked through.</param>
    /// <exception cref="SqlException">55006 when it is in use; 0A000 when its format is newer; 58030 when it cannot be read.</exception>
    public static InstanceCheck Run(string directory, Action<string>? progress = null)
    {
        var check = new InstanceCheck();
        var databases = Path.Combine(Path.GetFullPath(directory), "databases");
        var named = new HashSet<string>();
        // The instance's own store is held as long as anything is read: it is what a server takes first.
        using var shared = StoreCheck.Run(Path.Combine(directory, "instance"));
        foreach (var entry in Catalog(shared)?.Objects.OfType<DatabaseEntry>().OrderBy(d => d.Oid) ?? Enumerable.Empty<DatabaseEntry>())
        {
            var path = Path.Combine(databases, entry.Oid.ToString(CultureInfo.InvariantCulture));
            named.Add(path);
            // A database without a directory was never connected to: it is made then.
            if (!Directory.Exists(path)) continue;
            progress?.Invoke(entry.Name);
            if (StoreCheck.IsStore(path)) check.RunDatabase(path);
            else check._damage.Add($"directory \"{path}\" of database \"{entry.Name}\" lacks log, segments or LOCK");
        }

        check.Take(shared);
        if (shared.Root is not null && Directory.Exists(databases)) check._orphans.AddRange(Directory.EnumerateDirectories(databases).Where(d => !named.Contains(d)));
        return check;
    }

    private void RunDatabase(string path)
    {
        using var store = StoreCheck.Run(path);
        Databases++;
        if (Catalog(store) is { } catalog && store.Root is { } root) CheckContent(store, root, catalog);
        Take(store);
    }

    private void Take(StoreCheck store)
    {
        _damage.AddRange(store.Damage);
        _orphans.AddRange(store.Orphans);
        Segments += store.Segments;
        Bytes += store.Bytes;
        Rows += store.Root?.Chunks.Values.Sum(c => c.RowCount) ?? 0;
    }

    private static CatalogSnapshot? Catalog(StoreCheck store)
    {
        if (store.Root is null) return null;
        try
        {
            return CatalogLoader.Load(store.Root);
        }
        catch (Exception error) when (error is InvalidDataException or System.Text.Json.JsonException or SqlException)
        {
            store.Add($"the catalog in \"{store.Directory}\" cannot be read: {error.Message}");
            return null;
        }
    }

    private void CheckContent(StoreCheck store, Root root, CatalogSnapshot catalog)
    {
        var chunks = new HashSet<long>();
        foreach (var table in catalog.Relations.OfType<Table>().OrderBy(t => t.Oid))
        {
            Tables++;
            foreach (var chunk in TableStorage.Of(table, catalog))
            {
                chunks.Add(chunk);
                if (root.FindChunk(chunk) is null) store.Add($"table {table.QualifiedName} in \"{store.Directory}\" lacks its chunk {chunk}");
            }

            foreach (var index in catalog.IndexesOf(table.Oid)) CheckUnique(store, root, catalog, table, index);
        }

        foreach (var chunk in root.Chunks.Keys.Where(c => !chunks.Contains(c)).Order()) store.Add($"chunk {chunk} in \"{store.Directory}\" belongs to no table");
    }

    private void CheckUnique(StoreCheck store, Root root, CatalogSnapshot catalog, Table table, Catalog.Index index)
    {
        if (!UniqueKeyCheck.Supports(table, index)) return;
        UniqueKeys++;
        try
        {
            foreach (var chunk in TableStorage.Of(table, catalog).Where(c => root.FindChunk(c) is not null))
            {
                // Rows of different chunks differ in the column that divides the table, which the key contains.
                if (UniqueKeyCheck.FindDuplicates(root.View(chunk), index) is > 0 and var count) store.Add($"unique index {index.Name} of table {table.QualifiedName} in \"{store.Directory}\": {count} rows have the key of another in chunk {chunk}");
            }
        }
        catch (SqlException error) when (error.State == SqlState.DataCorrupted)
        {
            // The damage that keeps the rows from being read was found before, by file and position.
            if (!store.Damage.Contains(error.Message)) store.Add(error.Message);
        }
    }
}
