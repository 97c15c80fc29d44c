using System.Globalization;
using System.Text;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Routines that users made, as SQL again: pg_get_functiondef and its parts, in the form of PostgreSQL's ruleutils.c.</summary>
internal static class RoutineDefinition
{
    /// <summary>CREATE OR REPLACE FUNCTION ..., with a line end behind it.</summary>
    public static string Of(UserRoutine routine, FunctionContext context)
    {
        var text = new StringBuilder($"CREATE OR REPLACE {(routine.IsProcedure ? "PROCEDURE" : "FUNCTION")} ");
        text.Append($"{Quote(routine.Schema)}.{Quote(routine.Name)}({Arguments(routine, context, withDefaults: true)})\n");
        if (!routine.IsProcedure) text.Append($" RETURNS {Result(routine, context)}\n");
        text.Append(" LANGUAGE sql\n");
        var options = Options(routine);
        if (options.Length > 0) text.Append(options).Append('\n');
        foreach (var setting in routine.Settings)
        {
            var value = setting.Name is "search_path" or "DateStyle"
                ? string.Join(", ", setting.Value.Split(',', StringSplitOptions.TrimEntries).Select(p => SyntaxPrinter.QuoteLiteral(p.Trim('"'))))
                : SyntaxPrinter.QuoteLiteral(setting.Value);
            text.Append($" SET {setting.Name} TO {value}\n");
        }

        switch (routine.BodyKind)
        {
            case RoutineBodyKind.Return:
                return text.Append($"RETURN {routine.Body["SELECT ".Length..]}\n").ToString();
            case RoutineBodyKind.Atomic:
                return text.Append($"BEGIN ATOMIC\n{routine.Body}END\n").ToString();
            default:
                var tag = routine.IsProcedure ? "$procedure$" : "$function$";
                while (routine.Body.Contains(tag, StringComparison.Ordinal)) tag = $"${tag.Trim('$')}x$";
                return text.Append($"AS {tag}{routine.Body}{tag}\n").ToString();
        }
    }

    /// <summary>The arguments between the parentheses.</summary>
    public static string Arguments(UserRoutine routine, FunctionContext context, bool withDefaults) => string.Join(", ", routine.Parameters
        .Where(p => !p.IsTableColumn)
        .Select(p => Argument(p, routine, context, withDefaults)));

    /// <summary>What stands behind RETURNS; null for a procedure.</summary>
    public static string? Result(UserRoutine routine, FunctionContext context)
    {
        if (routine.IsProcedure) return null;
        if (routine.Parameters.Any(p => p.IsTableColumn))
            return $"TABLE({string.Join(", ", routine.Parameters.Where(p => p.IsTableColumn).Select(p => $"{Quote(p.Name!)} {p.Type.DisplayName}"))})";
        var type = routine.ReturnsRelation != 0 ? context.Format.Names?.Find(TypeKind.RegClass, routine.ReturnsRelation) ?? "???" : routine.Returns.DisplayName;
        return routine.ReturnsSet ? $"SETOF {type}" : type;
    }

    /// <summary>The arguments of a routine that is built in.</summary>
    public static string Arguments(Routine routine, bool withDefaults) => string.Join(", ", routine.Parameters.Select((p, i) =>
    {
        var mode = routine.IsVariadic && i == routine.Parameters.Length - 1 ? "VARIADIC " : routine is Procedure ? "IN " : "";
        return $"{mode}{(p.Name is null ? "" : $"{Quote(p.Name)} ")}{p.Type.DisplayName}{(withDefaults && p.Default is not null ? $" DEFAULT {Default(p)}" : "")}";
    }));

    /// <summary>What a routine that is built in returns; null for a procedure.</summary>
    public static string? Result(Routine routine) => routine switch
    {
        Procedure => null,
        TableFunction { Schema: not "pg_catalog", Columns.Length: > 1 } table => $"TABLE({string.Join(", ", table.Columns.Select(c => $"{Quote(c.Name)} {c.Type.DisplayName}"))})",
        TableFunction { ReturnsOneRow: false } => $"SETOF {routine.Result.DisplayName}",
        _ => routine.Result.DisplayName,
    };

    // A null is printed with its type, as PostgreSQL keeps it; one of a type that follows the argument has none yet.
    private static string Default(RoutineParameter parameter) =>
        parameter.Default == "NULL" ? $"NULL::{(parameter.Type.IsPolymorphic ? "unknown" : parameter.Type.DisplayName)}" : parameter.Default!;

    private static string Argument(UserParameter parameter, UserRoutine routine, FunctionContext context, bool withDefaults)
    {
        var text = new StringBuilder(parameter.Mode switch
        {
            ParameterMode.Out => "OUT ",
            ParameterMode.InOut => "INOUT ",
            ParameterMode.Variadic => "VARIADIC ",
            _ => routine.IsProcedure ? "IN " : "",
        });
        if (!string.IsNullOrEmpty(parameter.Name)) text.Append(Quote(parameter.Name)).Append(' ');
        text.Append(parameter.Type.DisplayName);
        if (withDefaults && parameter.DefaultSql is not null) text.Append($" DEFAULT {StoredText.Show(parameter.DefaultSql, context)}");
        return text.ToString();
    }

    private static string Options(UserRoutine routine)
    {
        var options = new StringBuilder();
        if (routine.Volatility != Volatility.Volatile) options.Append($" {routine.Volatility.ToString().ToUpperInvariant()}");
        if (routine.Parallel == 's') options.Append(" PARALLEL SAFE");
        if (routine.Parallel == 'r') options.Append(" PARALLEL RESTRICTED");
        if (routine.IsStrict) options.Append(" STRICT");
        if (routine.IsSecurityDefiner) options.Append(" SECURITY DEFINER");
        if (routine.IsLeakproof) options.Append(" LEAKPROOF");
        if (routine.Cost is < 100 or > 100) options.Append(CultureInfo.InvariantCulture, $" COST {routine.Cost}");
        if (routine.Rows is > 0 and (< 1000 or > 1000)) options.Append(CultureInfo.InvariantCulture, $" ROWS {routine.Rows}");
        return options.ToString();
    }

    private static string Quote(string name) => SyntaxPrinter.QuoteIdentifier(name);
}
