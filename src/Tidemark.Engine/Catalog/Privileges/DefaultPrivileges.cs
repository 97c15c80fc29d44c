using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>ALTER DEFAULT PRIVILEGES: what is granted on objects that a role is going to make. The owner is that role.</summary>
internal sealed record DefaultPrivileges : CatalogObject
{
    /// <summary>The schema of the objects; empty for all of the database.</summary>
    public required string Schema { get; init; }

    /// <summary>pg_default_acl.defaclobjtype: r, S, f, T or n.</summary>
    public required char Kind { get; init; }

    /// <summary>The grants: for one schema, those in addition to what objects have anyway.</summary>
    public ImmutableArray<AclItem> Items { get; init; } = [];

    /// <summary>The kind of an object.</summary>
    public static char KindOf(CatalogObject value) => value switch
    {
        Sequence => 'S',
        SchemaObject => 'r',
        UserRoutine => 'f',
        _ => 'n',
    };

    /// <summary>A new object with what its owner's default privileges say.</summary>
    public static T Apply<T>(T created, string schema, CatalogSnapshot catalog)
        where T : CatalogObject => AclOf(KindOf(created), created.Owner, schema, PrivilegeLetters.Of(created), catalog) is { } acl ? created with { Acl = acl } : created;

    /// <summary>What default privileges say of a new object; null where they say nothing.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="owner">Who makes it.</param>
    /// <param name="schema">Where.</param>
    /// <param name="letters">All privileges of its kind.</param>
    /// <param name="catalog">The catalog.</param>
    public static ImmutableArray<AclItem>? AclOf(char kind, string owner, string schema, string letters, CatalogSnapshot catalog)
    {
        ImmutableArray<AclItem>? acl = null;
        foreach (var defaults in catalog.Objects.OfType<DefaultPrivileges>().Where(d => d.Kind == kind && d.Owner == owner && (d.Schema.Length == 0 || d.Schema == schema)).OrderBy(d => d.Schema.Length))
        {
            if (defaults.Schema.Length == 0) acl = defaults.Items;
            else acl = defaults.Items.Aggregate(acl ?? Initial(kind, owner, letters), (known, item) => Acls.Grant(known, item.Grantee, item.Privileges, item.Grantable.Length > 0, item.Grantor));
        }

        return acl;
    }

    private static ImmutableArray<AclItem> Initial(char kind, string owner, string letters) =>
        kind == 'f' ? [new AclItem("", "X", "", owner), new AclItem(owner, letters, "", owner)] : [new AclItem(owner, letters, "", owner)];
}
