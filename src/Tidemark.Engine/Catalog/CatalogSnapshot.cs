using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// Everything that a database has at one moment. Immutable and persistent: a change gives a new snapshot that shares the rest, so a transaction's view is a
/// reference and a savepoint another. <see cref="Version"/> changes with every change, so plans can be cached by it.
/// </summary>
internal sealed class CatalogSnapshot
{
    private static long s_version;

    private readonly ImmutableDictionary<uint, CatalogObject> _byOid;
    private readonly ImmutableDictionary<ObjectName, SchemaObject> _relations;
    private readonly ImmutableDictionary<string, Schema> _schemas;
    private readonly ImmutableDictionary<string, Role> _roles;
    private readonly ImmutableDictionary<uint, ChunkIndex> _chunks;
    private readonly ImmutableDictionary<uint, ImmutableArray<Index>> _indexes;

    // Oids of the tables whose foreign keys point at a table, by that table's oid, ascending.
    private readonly ImmutableDictionary<uint, ImmutableArray<uint>> _referring;
    private readonly TypeIndex _types;

    private readonly ImmutableDictionary<string, ImmutableArray<UserRoutine>> _routines;

    // The continuous aggregates that read a table, by the table's oid.
    private readonly ImmutableDictionary<uint, ImmutableArray<View>> _rollups;

    private CatalogSnapshot(
        ImmutableDictionary<uint, CatalogObject> byOid,
        ImmutableDictionary<ObjectName, SchemaObject> relations,
        ImmutableDictionary<string, Schema> schemas,
        ImmutableDictionary<string, Role> roles,
        ImmutableDictionary<uint, ChunkIndex> chunks,
        ImmutableDictionary<uint, ImmutableArray<Index>> indexes,
        ImmutableDictionary<uint, ImmutableArray<uint>> referring,
        ImmutableDictionary<string, ImmutableArray<UserRoutine>> routines,
        ImmutableDictionary<uint, ImmutableArray<View>> rollups,
        TypeIndex types)
    {
        _types = types;
        _byOid = byOid;
        _relations = relations;
        _schemas = schemas;
        _roles = roles;
        _chunks = chunks;
        _indexes = indexes;
        _referring = referring;
        _routines = routines;
        _rollups = rollups;
        Version = Interlocked.Increment(ref s_version);
    }

    /// <summary>A catalog with nothing in it.</summary>
    public static CatalogSnapshot Empty { get; } = new(
        ImmutableDictionary<uint, CatalogObject>.Empty,
        ImmutableDictionary<ObjectName, SchemaObject>.Empty,
        ImmutableDictionary<string, Schema>.Empty,
        ImmutableDictionary<string, Role>.Empty,
        ImmutableDictionary<uint, ChunkIndex>.Empty,
        ImmutableDictionary<uint, ImmutableArray<Index>>.Empty,
        ImmutableDictionary<uint, ImmutableArray<uint>>.Empty,
        ImmutableDictionary<string, ImmutableArray<UserRoutine>>.Empty,
        ImmutableDictionary<uint, ImmutableArray<View>>.Empty,
        TypeIndex.Empty);

    /// <summary>Differs between any two snapshots of a process.</summary>
    public long Version { get; }

    /// <summary>Every object.</summary>
    public IEnumerable<CatalogObject> Objects => _byOid.Values;

    /// <summary>The schemas.</summary>
    public IEnumerable<Schema> Schemas => _schemas.Values;

    /// <summary>The roles.</summary>
    public IEnumerable<Role> Roles => _roles.Values;

    /// <summary>Tables, chunks, indexes, views and sequences.</summary>
    public IEnumerable<SchemaObject> Relations => _relations.Values;

    /// <summary>The counters.</summary>
    public CatalogCounters Counters => (CatalogCounters)_byOid[CatalogBootstrap.CountersOid];

    /// <summary>The object with this oid, or null.</summary>
    public CatalogObject? Find(uint oid) => _byOid.GetValueOrDefault(oid);

    /// <summary>The object with this oid when it is of this kind, or null.</summary>
    public T? Find<T>(uint oid)
        where T : CatalogObject => _byOid.GetValueOrDefault(oid) as T;

    /// <summary>The type with this oid: built-in, the catalog's own, a relation's row type, or an array of one; null where there is none.</summary>
    public SqlType? FindType(uint oid)
    {
        if ((SqlTypes.FromOid(oid) ?? ExtensionTypes.Find(oid)) is { } builtIn) return builtIn;
        if (!RowTypes.TryRelation(oid, out var relation, out var isArray)) return _types.Find(oid);
        return _byOid.GetValueOrDefault(relation) is { } found && RowTypes.Of(found) is { } row ? isArray ? SqlTypes.ArrayOf(row) : row : null;
    }

    /// <summary>The enum, domain or composite type of this name, or null.</summary>
    public UserType? FindUserType(string schema, string name) => _types.Find(schema, name);

    /// <summary>The catalog's own types.</summary>
    public IEnumerable<UserType> UserTypes => _types.All;

    /// <summary>A type as this catalog knows it, its modifier kept: what was read from a record, or bound before, may know less.</summary>
    public SqlType Resolve(SqlType type) => SqlTypes.FromOid(type.Oid) is not null ? type : FindType(type.Oid)?.WithModifier(type.Modifier) ?? type;

    /// <summary>The table, chunk, index, view or sequence of this name, or null.</summary>
    public SchemaObject? FindRelation(string schema, string name) => _relations.GetValueOrDefault(new ObjectName(schema, name));

    /// <summary>The chunk of this name, whatever its schema is; null where there is none.</summary>
    public Chunk? FindChunk(string name) =>
        FindRelation("_timescaledb_internal", name) as Chunk ?? _chunks.Values.SelectMany(c => c.All).FirstOrDefault(c => c.Name == name);

    /// <summary>The continuous aggregate whose rows a table keeps, or null.</summary>
    public View? RollupOf(uint tableOid) => Relations.OfType<View>().FirstOrDefault(v => v.Rollup?.TableOid == tableOid);

    /// <summary>The schema of this name, or null.</summary>
    public Schema? FindSchema(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>The database of this name, or null. Only an instance's catalog has any.</summary>
    public DatabaseEntry? FindDatabase(string name) => _byOid.Values.OfType<DatabaseEntry>().FirstOrDefault(d => d.Name == name);

    /// <summary>The role of this name, or null. Only an instance's catalog has any.</summary>
    public Role? FindRole(string name) => _roles.GetValueOrDefault(name);

    /// <summary>The chunks of a hypertable.</summary>
    public ChunkIndex ChunksOf(uint tableOid) => _chunks.GetValueOrDefault(tableOid, ChunkIndex.Empty);

    /// <summary>The indexes of a table, oldest first.</summary>
    public ImmutableArray<Index> IndexesOf(uint tableOid) => _indexes.GetValueOrDefault(tableOid, []);

    /// <summary>The functions and procedures that users made.</summary>
    public IEnumerable<UserRoutine> Routines => _routines.Values.SelectMany(static r => r);

    /// <summary>Those of one name, oldest first.</summary>
    public ImmutableArray<UserRoutine> RoutinesNamed(string name) => _routines.GetValueOrDefault(name, []);

    /// <summary>The continuous aggregates that read a table, oldest first.</summary>
    public ImmutableArray<View> RollupsOf(uint tableOid) => _rollups.GetValueOrDefault(tableOid, []);

    /// <summary>Whether a foreign key points at a table.</summary>
    public bool IsReferenced(uint tableOid) => _referring.ContainsKey(tableOid);

    /// <summary>The foreign keys that point at a table, those of itself included, oldest table and constraint first.</summary>
    public IEnumerable<(Table Table, Constraint Constraint)> ReferencesTo(uint tableOid)
    {
        foreach (var oid in _referring.GetValueOrDefault(tableOid, []))
        {
            var table = (Table)_byOid[oid];
            foreach (var constraint in table.ForeignKeys)
            {
                if (constraint.ReferencedTable == tableOid) yield return (table, constraint);
            }
        }
    }

    /// <summary>The catalog with an object added, or put in the place of the one with its oid.</summary>
    public CatalogSnapshot Put(CatalogObject added)
    {
        var without = _byOid.TryGetValue(added.Oid, out var replaced) ? Unlink(replaced) : this;
        return without.Link(added);
    }

    /// <summary>The catalog without an object; the same catalog where there is none of this oid.</summary>
    public CatalogSnapshot Remove(uint oid) => _byOid.TryGetValue(oid, out var removed) ? Unlink(removed) : this;

    private CatalogSnapshot Link(CatalogObject added)
    {
        if (added is UserType type) return With(_types.Put(type, FindType)).LinkOnly(added).RefreshTypes();
        return LinkOnly(added.WithTypes(Resolve));
    }

    private CatalogSnapshot With(TypeIndex types) => new(_byOid, _relations, _schemas, _roles, _chunks, _indexes, _referring, _routines, _rollups, types);

    // What is made of the catalog's own types is made of them as they are now.
    private CatalogSnapshot RefreshTypes()
    {
        var catalog = this;
        foreach (var relation in _relations.Values.Concat<CatalogObject>(Routines))
        {
            var refreshed = relation.WithTypes(Resolve);
            if (!ReferenceEquals(refreshed, relation)) catalog = catalog.Unlink(relation).LinkOnly(refreshed);
        }

        return catalog;
    }

    private CatalogSnapshot LinkOnly(CatalogObject added)
    {
        var (byOid, relations, schemas, roles, chunks, indexes, referring, routines, rollups) = Parts();
        byOid = byOid.Add(added.Oid, added);
        if (added is SchemaObject relation) relations = relations.SetItem(relation.QualifiedName, relation);
        switch (added)
        {
            case Table table:
                foreach (var target in table.ForeignKeys.Select(c => c.ReferencedTable).Distinct())
                {
                    var list = referring.GetValueOrDefault(target, []);
                    referring = referring.SetItem(target, list.Add(table.Oid).Sort());
                }

                break;
            case Schema schema:
                schemas = schemas.SetItem(schema.Name, schema);
                break;
            case View { Rollup: { } rollup } view:
                foreach (var source in rollup.Sources.Select(r => r.TableOid).Distinct())
                {
                    rollups = rollups.SetItem(source, rollups.GetValueOrDefault(source, []).Add(view).Sort(static (a, b) => a.Oid.CompareTo(b.Oid)));
                }

                break;
            case Role role:
                roles = roles.SetItem(role.Name, role);
                break;
            case Chunk chunk:
                chunks = chunks.SetItem(chunk.TableOid, ChunksOf(chunk.TableOid).Add(chunk));
                break;
            case Index index:
                var own = IndexesOf(index.TableOid).Add(index);
                indexes = indexes.SetItem(index.TableOid, own.Sort(static (a, b) => a.Oid.CompareTo(b.Oid)));
                break;
            case UserRoutine routine:
                routines = routines.SetItem(routine.Name, RoutinesNamed(routine.Name).Add(routine).Sort(static (a, b) => a.Oid.CompareTo(b.Oid)));
                break;
        }

        return new CatalogSnapshot(byOid, relations, schemas, roles, chunks, indexes, referring, routines, rollups, _types);
    }

    private CatalogSnapshot Unlink(CatalogObject removed)
    {
        var (byOid, relations, schemas, roles, chunks, indexes, referring, routines, rollups) = Parts();
        byOid = byOid.Remove(removed.Oid);
        if (removed is SchemaObject relation) relations = relations.Remove(relation.QualifiedName);
        switch (removed)
        {
            case Table table:
                foreach (var target in table.ForeignKeys.Select(c => c.ReferencedTable).Distinct())
                {
                    var list = referring[target].Remove(table.Oid);
                    referring = list.IsEmpty ? referring.Remove(target) : referring.SetItem(target, list);
                }

                break;
            case Schema schema:
                schemas = schemas.Remove(schema.Name);
                break;
            case View { Rollup: { } rollup } view:
                foreach (var source in rollup.Sources.Select(r => r.TableOid).Distinct())
                {
                    var readers = rollups[source].RemoveAll(v => v.Oid == view.Oid);
                    rollups = readers.IsEmpty ? rollups.Remove(source) : rollups.SetItem(source, readers);
                }

                break;
            case Role role:
                roles = roles.Remove(role.Name);
                break;
            case Chunk chunk:
                chunks = chunks.SetItem(chunk.TableOid, ChunksOf(chunk.TableOid).Remove(chunk));
                break;
            case Index index:
                indexes = indexes.SetItem(index.TableOid, IndexesOf(index.TableOid).RemoveAll(i => i.Oid == index.Oid));
                break;
            case UserRoutine routine:
                var overloads = RoutinesNamed(routine.Name).RemoveAll(r => r.Oid == routine.Oid);
                routines = overloads.IsEmpty ? routines.Remove(routine.Name) : routines.SetItem(routine.Name, overloads);
                break;
        }

        return new CatalogSnapshot(byOid, relations, schemas, roles, chunks, indexes, referring, routines, rollups, removed is UserType type ? _types.Remove(type) : _types);
    }

    private (ImmutableDictionary<uint, CatalogObject> ByOid, ImmutableDictionary<ObjectName, SchemaObject> Relations, ImmutableDictionary<string, Schema> Schemas,
        ImmutableDictionary<string, Role> Roles, ImmutableDictionary<uint, ChunkIndex> Chunks, ImmutableDictionary<uint, ImmutableArray<Index>> Indexes,
        ImmutableDictionary<uint, ImmutableArray<uint>> Referring, ImmutableDictionary<string, ImmutableArray<UserRoutine>> Routines,
        ImmutableDictionary<uint, ImmutableArray<View>> Rollups) Parts() => (_byOid, _relations, _schemas, _roles, _chunks, _indexes, _referring, _routines, _rollups);
}
