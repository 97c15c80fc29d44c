using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>The types that a catalog defines, by name and by oid. Immutable.</summary>
internal sealed class TypeIndex
{
    private readonly ImmutableDictionary<ObjectName, UserType> _byName;
    private readonly ImmutableDictionary<uint, SqlType> _byOid;

    private TypeIndex(ImmutableDictionary<ObjectName, UserType> byName, ImmutableDictionary<uint, SqlType> byOid)
    {
        _byName = byName;
        _byOid = byOid;
    }

    /// <summary>No types.</summary>
    public static TypeIndex Empty { get; } = new(ImmutableDictionary<ObjectName, UserType>.Empty, ImmutableDictionary<uint, SqlType>.Empty);

    /// <summary>All of them.</summary>
    public IEnumerable<UserType> All => _byName.Values;

    /// <summary>The type of a name, or null.</summary>
    public UserType? Find(string schema, string name) => _byName.GetValueOrDefault(new ObjectName(schema, name));

    /// <summary>The type or array type with an oid, or null.</summary>
    public SqlType? Find(uint oid) => _byOid.GetValueOrDefault(oid);

    /// <summary>With a type added or put in the place of the one with its oid.</summary>
    /// <param name="type">The type.</param>
    /// <param name="find">Finds types that are not in here: built-in ones and row types.</param>
    public TypeIndex Put(UserType type, Func<uint, SqlType?> find) => Build(_byName.SetItem(type.QualifiedName, type), find);

    /// <summary>Without a type.</summary>
    public TypeIndex Remove(UserType type) => new(_byName.Remove(type.QualifiedName), _byOid.Remove(type.Oid).Remove(type.ArrayOid));

    // Types may be made of others: all are made anew, in the order of their oids, which is that in which they were defined.
    private static TypeIndex Build(ImmutableDictionary<ObjectName, UserType> byName, Func<uint, SqlType?> find)
    {
        var made = new Dictionary<uint, SqlType>();
        foreach (var type in byName.Values.OrderBy(t => t.Oid))
        {
            var real = type.ToSqlType(Resolve);
            made[type.Oid] = real;
            made[type.ArrayOid] = SqlTypes.ArrayOf(real)!;
        }

        return new TypeIndex(byName, made.ToImmutableDictionary());

        SqlType Resolve(SqlType part)
        {
            if (SqlTypes.FromOid(part.Oid) is not null) return part;
            return (made.GetValueOrDefault(part.Oid) ?? find(part.Oid))?.WithModifier(part.Modifier) ?? part;
        }
    }
}
