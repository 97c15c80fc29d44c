using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER FUNCTION, PROCEDURE and ROUTINE.</summary>
internal static class AlterRoutine
{
    public static CommandResult Execute(AlterFunctionStatement statement, SessionContext session)
    {
        var (tag, routine) = Find(statement.Kind, statement.Function, session);
        session.Transaction.Put(RoutineOptions.Apply(routine, statement.Options, statement.Settings, session));
        return tag;
    }

    /// <summary>RENAME TO.</summary>
    public static CommandResult Rename(RenameStatement statement, SessionContext session)
    {
        var (tag, routine) = Find(statement.Kind, statement.Function!, session);
        Move(routine, routine with { Name = statement.NewName }, session);
        return tag;
    }

    /// <summary>SET SCHEMA.</summary>
    public static CommandResult SetSchema(SetSchemaStatement statement, SessionContext session)
    {
        var (tag, routine) = Find(statement.Kind, statement.Function!, session);
        if (session.Catalog.FindSchema(statement.Schema) is null) throw CatalogErrors.NoSchema(statement.Schema);
        if (statement.Schema is "pg_catalog" or "information_schema") throw CatalogErrors.SystemObject(statement.Schema);
        if (routine.Schema != statement.Schema) Move(routine, routine with { Schema = statement.Schema }, session);
        return tag;
    }

    /// <summary>OWNER TO.</summary>
    public static CommandResult ChangeOwner(ChangeOwnerStatement statement, SessionContext session)
    {
        var (tag, routine) = Find(statement.Kind, statement.Function!, session);
        session.Transaction.Put(Owners.Give(routine, Owners.NewOwner(statement.Owner, routine, session)));
        return tag;
    }

    private static (string Tag, UserRoutine Routine) Find(ObjectKind kind, FunctionSignature signature, SessionContext session)
    {
        var tag = $"ALTER {RoutineSignatures.Word(kind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        var routine = RoutineSignatures.Find(kind, signature, session, "alter");
        Privileges.RequireOwner(routine, session);
        return (tag, routine);
    }

    private static void Move(UserRoutine routine, UserRoutine moved, SessionContext session)
    {
        session.Lock(new LockTarget(0, $"{moved.QualifiedName}()"), TableLockMode.AccessExclusive);
        if (session.Catalog.RoutinesNamed(moved.Name).Any(r => r.Schema == moved.Schema && r.Inputs.Select(p => p.Type).SequenceEqual(moved.Inputs.Select(p => p.Type))))
            throw RoutineErrors.ExistsInSchema($"{moved.Name}({string.Join(", ", moved.Inputs.Select(p => p.Type.DisplayName))})", moved.Schema);
        var views = ViewTexts.Capture(session, v => v.DependsOn.Contains(routine.Oid));
        session.Transaction.Put(moved);
        views.Rewrite();
    }
}
