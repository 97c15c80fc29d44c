using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Descriptions of functions and procedures: pg_get_functiondef and its parts.</summary>
internal static class RoutineFunctions
{
    public static void Register(Declarations declare)
    {
        Describe("pg_get_functiondef", RoutineDefinition.Of);
        Describe("pg_get_function_arguments", static (routine, c) => RoutineDefinition.Arguments(routine, c, withDefaults: true), static routine => RoutineDefinition.Arguments(routine, withDefaults: true));
        Describe("pg_get_function_identity_arguments", static (routine, c) => RoutineDefinition.Arguments(routine, c, withDefaults: false), static routine => RoutineDefinition.Arguments(routine, withDefaults: false));
        Describe("pg_get_function_result", RoutineDefinition.Result, RoutineDefinition.Result);
        Describe("pg_get_function_sqlbody", static (routine, _) => routine.BodyKind == RoutineBodyKind.Text ? null : routine.Body);
        declare.Map<long, int, string?>("pg_get_function_arg_default", [SqlTypes.Oid, SqlTypes.Int4], SqlTypes.Text, static (oid, number, c) =>
            c.Catalog.Find<UserRoutine>((uint)oid)?.Parameters.ElementAtOrDefault(number - 1) is { IsInput: true } parameter ? StoredText.Show(parameter.DefaultSql, c) : null, Volatility.Stable);

        void Describe(string name, Func<UserRoutine, FunctionContext, string?> text, Func<Routine, string?>? ofBuiltin = null) => declare.Map<long, string?>(
            name,
            [SqlTypes.Oid],
            SqlTypes.Text,
            (oid, c) => c.Catalog.Find<UserRoutine>((uint)oid) is { } routine ? text(routine, c)
                : ofBuiltin is not null && c.Routines.Find((uint)oid) is { } builtin ? ofBuiltin(builtin) : null,
            Volatility.Stable);
    }
}
