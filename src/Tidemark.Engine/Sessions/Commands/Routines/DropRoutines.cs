using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>DROP FUNCTION, PROCEDURE and ROUTINE.</summary>
internal static class DropRoutines
{
    public static CommandResult Execute(DropFunctionStatement statement, SessionContext session)
    {
        var word = RoutineSignatures.Word(statement.Kind);
        var tag = $"DROP {word.ToUpperInvariant()}";
        session.RequireWritable(tag);
        if (statement.Kind == ObjectKind.Aggregate) throw InternalErrors.NotSupported(tag, statement.Position);
        var found = new List<UserRoutine>();
        foreach (var signature in statement.Functions)
        {
            var routine = Find(statement, signature, session);
            if (routine is null && signature.Name.Schema is { } schema && session.Catalog.FindSchema(schema) is null) session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"schema \"{schema}\" does not exist"));
            else if (routine is null) session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"{word} {RoutineSignatures.AsWritten(signature)} does not exist"));
            else if (!found.Contains(routine)) found.Add(routine);
        }

        foreach (var routine in found) Privileges.RequireOwner(routine, session);
        var dropped = found.Select(r => r.Oid).ToHashSet();
        var dependents = found.SelectMany(r => RoutineDependents.Of(r, session, dropped)).ToList();
        Dependencies.Drop(found.Count == 1 ? RoutineSignatures.Describe(found[0], session) : null, dependents, statement.Cascade, session);
        foreach (var routine in found) session.Transaction.Remove(routine.Oid);
        return tag;
    }

    private static UserRoutine? Find(DropFunctionStatement statement, FunctionSignature signature, SessionContext session)
    {
        if (!statement.IfExists) return RoutineSignatures.Find(statement.Kind, signature, session);
        try
        {
            return RoutineSignatures.TryFind(statement.Kind, signature, session);
        }
        catch (SqlException failure) when (failure.State == SqlState.InvalidSchemaName || failure.State == SqlState.UndefinedObject)
        {
            return null;
        }
    }
}
