using System.Text.RegularExpressions;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Expressions that the catalog holds as text, as users see them: relations that they name by their oids get their names back.</summary>
internal static partial class StoredText
{
    /// <summary>The text for users.</summary>
    public static string? Show(string? sql, FunctionContext context)
    {
        if (sql is null) return null;
        if (sql.Contains("'::regclass", StringComparison.Ordinal))
        {
            sql = RelationByOid().Replace(sql, match => context.Format.Names?.Find(TypeKind.RegClass, uint.Parse(match.Groups[1].Value)) is { } name ? $"'{name.Replace("'", "''")}'::regclass" : match.Value);
        }

        if (!sql.Contains("\"#", StringComparison.Ordinal)) return sql;
        return RoutineByOid().Replace(sql, match => context.Format.Names?.Find(TypeKind.RegProc, uint.Parse(match.Groups[1].Value)) is { } name ? $"{name}(" : match.Value);
    }

    [GeneratedRegex("'([0-9]+)'::regclass")]
    private static partial Regex RelationByOid();

    [GeneratedRegex("\"#([0-9]+)\"\\(")]
    private static partial Regex RoutineByOid();
}
