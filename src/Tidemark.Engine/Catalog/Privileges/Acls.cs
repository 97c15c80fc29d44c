using System.Collections.Immutable;

namespace Tidemark.Engine.Catalog;

/// <summary>Who may do what: lists of grants, and what they mean for a role and those that it is a member of.</summary>
internal static class Acls
{
    /// <summary>The grants of an object: its own list, or what its kind has from the start.</summary>
    public static ImmutableArray<AclItem> Of(CatalogObject value)
    {
        if (value.Acl is { } acl) return acl;
        var items = ImmutableArray.CreateBuilder<AclItem>();
        if (PrivilegeLetters.PublicOf(value) is { Length: > 0 } all) items.Add(new AclItem("", all, "", value.Owner));
        items.Add(new AclItem(value.Owner, PrivilegeLetters.Of(value), "", value.Owner));
        return items.ToImmutable();
    }

    /// <summary>The roles whose privileges a role has: itself, and those that it is a member of, as far as it inherits.</summary>
    public static HashSet<string> RolesOf(string role, CatalogSnapshot shared, bool inheritedOnly = true)
    {
        var found = new HashSet<string> { role };
        var open = new Queue<string>([role]);
        while (open.TryDequeue(out var next))
        {
            if (shared.FindRole(next) is not { } member || (inheritedOnly && !member.Inherits)) continue;
            foreach (var membership in member.MemberOf)
            {
                if (found.Add(membership.Role)) open.Enqueue(membership.Role);
            }
        }

        return found;
    }

    /// <summary>Whether a role may do what a letter stands for; superusers may do everything.</summary>
    public static bool Has(CatalogObject value, string role, char letter, CatalogSnapshot shared, bool withGrantOption = false)
    {
        if (shared.FindRole(role) is { IsSuperuser: true }) return true;
        var roles = RolesOf(role, shared);
        if (withGrantOption && roles.Contains(value.Owner)) return true;
        foreach (var item in Of(value))
        {
            if ((item.Grantee.Length == 0 || roles.Contains(item.Grantee)) && (withGrantOption ? item.Grantable : item.Privileges).Contains(letter)) return true;
        }

        return false;
    }

    /// <summary>Whether a role may do what the owner may.</summary>
    public static bool IsOwner(CatalogObject value, string role, CatalogSnapshot shared) =>
        shared.FindRole(role) is { IsSuperuser: true } || RolesOf(role, shared).Contains(value.Owner);

    /// <summary>The list with a grant added.</summary>
    public static ImmutableArray<AclItem> Grant(ImmutableArray<AclItem> acl, string grantee, string letters, bool grantable, string grantor)
    {
        for (var i = 0; i < acl.Length; i++)
        {
            var item = acl[i];
            if (item.Grantee != grantee || item.Grantor != grantor) continue;
            return acl.SetItem(i, item with { Privileges = Union(item.Privileges, letters), Grantable = grantable ? Union(item.Grantable, letters) : item.Grantable });
        }

        return acl.Add(new AclItem(grantee, letters, grantable ? letters : "", grantor));
    }

    /// <summary>The list without a grant; with <paramref name="onlyOption"/> without the right to grant on. Null where others hold grants that hang on it.</summary>
    public static ImmutableArray<AclItem>? Revoke(ImmutableArray<AclItem> acl, string grantee, string letters, bool onlyOption, string grantor, bool cascade)
    {
        var lost = "";
        for (var i = 0; i < acl.Length; i++)
        {
            var item = acl[i];
            if (item.Grantee != grantee || item.Grantor != grantor) continue;
            lost = string.Concat(item.Grantable.Where(letters.Contains));
            var left = item with { Privileges = onlyOption ? item.Privileges : Without(item.Privileges, letters), Grantable = Without(item.Grantable, letters) };
            acl = left.Privileges.Length == 0 ? acl.RemoveAt(i) : acl.SetItem(i, left);
            break;
        }

        // What the grantee granted on goes as well.
        foreach (var letter in lost)
        {
            if (acl.Any(o => o.Grantee == grantee && o.Grantable.Contains(letter))) continue;
            foreach (var dependent in acl.Where(o => o.Grantor == grantee && o.Grantee != grantee && o.Privileges.Contains(letter)).ToList())
            {
                if (!cascade) return null;
                if (Revoke(acl, dependent.Grantee, letter.ToString(), onlyOption: false, grantee, cascade) is not { } further) return null;
                acl = further;
            }
        }

        return acl;
    }

    /// <summary>The list when the owner changes: what the old one had and granted, the new one has and has granted.</summary>
    public static ImmutableArray<AclItem> Give(ImmutableArray<AclItem> acl, string from, string to)
    {
        var given = ImmutableArray<AclItem>.Empty;
        foreach (var item in acl)
        {
            var (grantee, grantor) = (item.Grantee == from ? to : item.Grantee, item.Grantor == from ? to : item.Grantor);
            given = Grant(given, grantee, item.Privileges, grantable: false, grantor);
            if (item.Grantable.Length > 0) given = Grant(given, grantee, item.Grantable, grantable: true, grantor);
        }

        return given;
    }

    /// <summary>The list as PostgreSQL prints an array of aclitem; null for what the kind has from the start.</summary>
    public static string? Text(CatalogObject value) =>
        value.Acl is { } acl ? $"{{{string.Join(',', acl.Select(i => i.ToString() is var text && text.AsSpan().ContainsAny(" ,\"{}") ? $"\"{text.Replace("\"", "\\\"")}\"" : text))}}}" : null;

    private static string Union(string a, string b) => string.Concat(PrivilegeLetters.Order.Where(l => a.Contains(l) || b.Contains(l)));

    private static string Without(string a, string b) => string.Concat(a.Where(l => !b.Contains(l)));
}
