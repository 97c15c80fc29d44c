using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tidemark.Engine.Catalog;

/// <summary>Settings that sessions begin with: ALTER ROLE and ALTER DATABASE ... SET. They belong to the instance, as roles do.</summary>
internal sealed record StoredSettings : CatalogObject
{
    /// <summary>The role whose sessions they are for; empty for all.</summary>
    public required string Role { get; init; }

    /// <summary>The database that sessions are connected to; empty for any.</summary>
    public required string Database { get; init; }

    /// <summary>The settings, in the order in which they were given.</summary>
    public required ImmutableArray<StoredSetting> Values { get; init; }

    /// <summary>As pg_db_role_setting has them: an array of <c>name=value</c>, in text form.</summary>
    [JsonIgnore]
    public string Text => $"{{{string.Join(',', Values.Select(v => $"\"{$"{v.Name}={v.Value}".Replace("\\", "\\\\").Replace("\"", "\\\"")}\""))}}}";

    /// <summary>Those that a session begins with, the most general ones first: what comes later goes before.</summary>
    public static IEnumerable<StoredSetting> For(string role, string database, CatalogSnapshot shared) => shared.Objects.OfType<StoredSettings>()
        .Where(s => (s.Role.Length == 0 || s.Role == role) && (s.Database.Length == 0 || s.Database == database))
        .OrderBy(s => s.Role.Length > 0).ThenBy(s => s.Database.Length > 0)
        .SelectMany(s => s.Values);
}

/// <summary>A setting and its value.</summary>
internal sealed record StoredSetting(string Name, string Value);
