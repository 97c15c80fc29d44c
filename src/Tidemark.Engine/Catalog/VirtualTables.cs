using System.Collections.Frozen;

namespace Tidemark.Engine.Catalog;

/// <summary>The relations that code produces, by name. Filled once, when the process starts, by the rooms that produce them.</summary>
internal sealed class VirtualTables
{
    private readonly FrozenDictionary<ObjectName, VirtualTable> _byName;
    private readonly FrozenDictionary<uint, VirtualTable> _byOid;

    public VirtualTables(IEnumerable<VirtualTable> tables)
    {
        All = [.. tables];
        _byName = All.ToFrozenDictionary(t => new ObjectName(t.Schema, t.Name));
        _byOid = All.ToFrozenDictionary(t => t.Oid);
    }

    /// <summary>No tables.</summary>
    public static VirtualTables Empty { get; } = new([]);

    /// <summary>All of them, in the order of registration.</summary>
    public IReadOnlyList<VirtualTable> All { get; }

    /// <summary>The table of this name, or null.</summary>
    public VirtualTable? Find(string schema, string name) => _byName.GetValueOrDefault(new ObjectName(schema, name));

    /// <summary>The table with this oid, or null.</summary>
    public VirtualTable? Find(uint oid) => _byOid.GetValueOrDefault(oid);
}
