using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>WITH (...) of CREATE TABLE: PostgreSQL's storage parameters are kept and steer nothing; those of an extension's namespace go to who registered for it.</summary>
internal static class TableOptions
{
    // PostgreSQL 15's parameters of tables.
    private static readonly HashSet<string> s_known =
    [
        "fillfactor", "toast_tuple_target", "parallel_workers", "user_catalog_table", "vacuum_index_cleanup", "vacuum_truncate", "log_autovacuum_min_duration", "autovacuum_enabled",
        "autovacuum_vacuum_threshold", "autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_threshold", "autovacuum_vacuum_insert_scale_factor", "autovacuum_analyze_threshold",
        "autovacuum_analyze_scale_factor", "autovacuum_vacuum_cost_delay", "autovacuum_vacuum_cost_limit", "autovacuum_freeze_min_age", "autovacuum_freeze_max_age",
        "autovacuum_freeze_table_age", "autovacuum_multixact_freeze_min_age", "autovacuum_multixact_freeze_max_age", "autovacuum_multixact_freeze_table_age",
    ];

    /// <summary>The options without a namespace, for pg_class.reloptions; 22023 for one that PostgreSQL has not.</summary>
    public static ImmutableDictionary<string, string> Ordinary(SyntaxList<Option> options)
    {
        var kept = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var option in options)
        {
            if (option.Namespace is not (null or "toast")) continue;
            if (option.Namespace is null && option.Name is "oids" && option.Value?.Text is "false") continue;
            if (!s_known.Contains(option.Name)) throw AlterErrors.InvalidParameter($"unrecognized parameter \"{option.Name}\"");
            CheckRange(option);
            kept[option.FullName] = option.Value?.Text ?? "true";
        }

        return kept.ToImmutable();
    }

    // Of the numbers that every dump has, what PostgreSQL allows.
    private static void CheckRange(Option option)
    {
        var (low, high) = option.Name switch
        {
            "fillfactor" => (10, 100),
            "parallel_workers" => (0, 1024),
            "toast_tuple_target" => (128, 8160),
            _ => (0, 0),
        };
        if (high == 0 || option.Value is null) return;
        if (!int.TryParse(option.Value.Text, out var number)) throw AlterErrors.InvalidParameter($"invalid value for integer option \"{option.Name}\": {option.Value.Text}");
        if (number >= low && number <= high) return;
        var error = AlterErrors.InvalidParameter($"value {number} out of bounds for option \"{option.Name}\"").Error;
        throw new SqlException(error with { Detail = $"Valid values are between \"{low}\" and \"{high}\"." });
    }

    /// <summary>The options of an extension's namespace, and who takes them; null where there are none.</summary>
    public static (ITableOptionHandler Handler, IReadOnlyList<Option> Options)? Foreign(SyntaxList<Option> options)
    {
        var foreign = options.Where(o => o.Namespace is not (null or "toast")).ToList();
        if (foreign.Count == 0) return null;
        var handler = Builtins.Extensions.TableOptions.FirstOrDefault(h => h.Namespaces.Contains(foreign[0].Namespace!))
            ?? throw AlterErrors.InvalidParameter($"unrecognized parameter namespace \"{foreign[0].Namespace}\"");
        return (handler, foreign);
    }

    /// <summary>Carries out what options with a namespace ask of a new table.</summary>
    public static void Apply(Table table, SyntaxList<Option> options, SessionContext session)
    {
        if (Foreign(options) is var (handler, foreign)) handler.Created(table, foreign, session);
    }
}
