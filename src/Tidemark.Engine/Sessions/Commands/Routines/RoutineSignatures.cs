using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Finds routines by the names and argument types that commands give.</summary>
internal static class RoutineSignatures
{
    /// <summary>The routine that a command names. 42883, 42725 or 42809 where there is none, or several, or one of another kind.</summary>
    public static UserRoutine Find(ObjectKind kind, FunctionSignature signature, SessionContext session, string command = "drop") =>
        TryFind(kind, signature, session, command) ?? throw Missing(kind, signature, session);

    /// <summary>The routine that a command names; null where there is none.</summary>
    public static UserRoutine? TryFind(ObjectKind kind, FunctionSignature signature, SessionContext session, string command = "drop")
    {
        var name = signature.Name;
        if (name.Schema is { } schema && session.Catalog.FindSchema(schema) is null) throw CatalogErrors.NoSchema(schema);
        var visible = new List<UserRoutine>();
        foreach (var candidate in name.Schema is null ? session.SearchPath : [name.Schema])
        {
            // Of several with the same arguments the one in the earlier schema counts.
            visible.AddRange(session.Catalog.RoutinesNamed(name.Object).Where(r => r.Schema == candidate && !visible.Any(v => Inputs(v).SequenceEqual(Inputs(r)))));
        }

        if (signature.Parameters is not { } parameters)
        {
            var ofKind = visible.Where(r => Fits(r, kind)).ToList();
            if (ofKind.Count > 1) throw RoutineErrors.NotUnique(Word(kind), name.ToString());
            return ofKind.Count == 1 ? ofKind[0] : null;
        }

        var all = parameters.Select(p => RoutineParameters.TypeOf(p.Type, session)).ToList();
        var inputs = parameters.Where(p => p.Mode != ParameterMode.Out).Select(p => RoutineParameters.TypeOf(p.Type, session)).ToList();
        var found = visible.Find(r => Inputs(r).SequenceEqual(inputs)) ?? visible.Find(r => r.IsProcedure && r.Arguments.Select(p => p.Type).SequenceEqual(all));
        if (found is null)
        {
            RefuseBuiltin(kind, signature, inputs, command, session);
            return null;
        }

        return Fits(found, kind) ? found : throw RoutineErrors.WrongKind($"{name}({string.Join(", ", inputs.Select(t => t.DisplayName))})", kind == ObjectKind.Procedure ? "a procedure" : "a function");
    }

    /// <summary>Why a routine that a command names is not there.</summary>
    public static SqlException Missing(ObjectKind kind, FunctionSignature signature, SessionContext session) => signature.Parameters is { } parameters
        ? RoutineErrors.Missing(Word(kind), $"{signature.Name}({string.Join(", ", parameters.Where(p => p.Mode != ParameterMode.Out || kind == ObjectKind.Procedure).Select(p => RoutineParameters.TypeOf(p.Type, session).DisplayName))})")
        : RoutineErrors.NotFound(Word(kind), signature.Name.ToString());

    /// <summary>The signature as it was written, for IF EXISTS.</summary>
    public static string AsWritten(FunctionSignature signature) =>
        $"{signature.Name}({string.Join(",", (signature.Parameters ?? []).Where(p => p.Mode != ParameterMode.Out).Select(p => p.Type.Name.ToString() + (p.Type.IsArray ? "[]" : "")))})";

    /// <summary>A routine in messages: its name, with the schema where the search path does not find it, and the types of its arguments.</summary>
    public static string Of(UserRoutine routine, SessionContext session) =>
        $"{new SessionObjectNames(session).Find(TypeKind.RegProc, routine.Oid)}({string.Join(",", Inputs(routine).Select(t => t.DisplayName))})";

    /// <summary>A routine in messages with its kind.</summary>
    public static string Describe(UserRoutine routine, SessionContext session) => $"{(routine.IsProcedure ? "procedure" : "function")} {Of(routine, session)}";

    /// <summary>A kind in messages.</summary>
    public static string Word(ObjectKind kind) => kind.ToString().ToLowerInvariant();

    private static IEnumerable<SqlType> Inputs(UserRoutine routine) => routine.Inputs.Select(p => p.Type);

    private static bool Fits(UserRoutine routine, ObjectKind kind) => kind == ObjectKind.Routine || routine.IsProcedure == (kind == ObjectKind.Procedure);

    private static void RefuseBuiltin(ObjectKind kind, FunctionSignature signature, List<SqlType> types, string command, SessionContext session)
    {
        foreach (var routine in Builtins.Routines.Find(signature.Name.Object))
        {
            if (signature.Name.Schema is { } schema ? routine.Schema != schema : !session.SearchPath.Contains(routine.Schema)) continue;
            if (!routine.Parameters.Select(p => p.Type.WithModifier(-1)).SequenceEqual(types)) continue;
            if (routine is AggregateFunction && kind == ObjectKind.Function)
            {
                throw new SqlException(new SqlError
                {
                    State = SqlState.WrongObjectType,
                    Message = $"\"{signature.Name}\" is an aggregate function",
                    Hint = command == "drop" ? "Use DROP AGGREGATE to drop aggregate functions." : null,
                });
            }

            throw new SqlException(new SqlError
            {
                State = SqlState.DependentObjectsStillExist,
                Message = $"cannot {command} function {routine.Name}({string.Join(",", types.Select(t => t.DisplayName))}) because it is required by the database system",
            });
        }
    }
}
