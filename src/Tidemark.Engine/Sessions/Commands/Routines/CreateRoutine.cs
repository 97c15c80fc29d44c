using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Routines;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE [OR REPLACE] FUNCTION and PROCEDURE.</summary>
internal static class CreateRoutine
{
    private static readonly HashSet<string> KnownLanguages = ["plpgsql", "c", "internal", "plpython3u", "plperl", "plperlu", "pltcl", "pltclu"];

    public static CommandResult Execute(CreateFunctionStatement statement, SessionContext session)
    {
        var tag = statement.IsProcedure ? "CREATE PROCEDURE" : "CREATE FUNCTION";
        session.RequireWritable(tag);
        var name = session.CreationTarget(statement.Name);
        CheckLanguage(statement);
        var parameters = RoutineParameters.Read(statement, session);
        var (returns, relation, isSet) = RoutineParameters.Result(statement, parameters, session);
        var routine = RoutineOptions.Apply(
            new UserRoutine
            {
                Oid = 0,
                Schema = name.Schema,
                Name = name.Name,
                Owner = session.CurrentUser,
                IsProcedure = statement.IsProcedure,
                Parameters = parameters,
                Returns = returns,
                ReturnsRelation = relation,
                ReturnsSet = isSet,
                Rows = isSet ? 1000 : 0,
                Body = "",
            },
            statement.Options,
            statement.Settings,
            session);
        routine = WithBody(routine, statement, session);

        session.Lock(new LockTarget(0, $"{name}()"), TableLockMode.AccessExclusive);
        var existing = session.Catalog.RoutinesNamed(name.Name)
            .FirstOrDefault(r => r.Schema == name.Schema && r.Inputs.Select(p => p.Type).SequenceEqual(routine.Inputs.Select(p => p.Type)));
        if (existing is not null)
        {
            CheckReplaceable(existing, routine, statement.OrReplace, session);
            routine = routine with { Owner = existing.Owner, Comment = existing.Comment, Acl = existing.Acl };
        }
        else
        {
            routine = DefaultPrivileges.Apply(routine, routine.Schema, session.Catalog);
        }

        routine = routine with { Oid = existing?.Oid ?? session.Database.NextOid() };
        session.Transaction.Put(routine);
        if (session.Settings.IsOn("check_function_bodies") || routine.BodyKind != RoutineBodyKind.Text) Check(routine, statement.BodyPosition.Value, session);
        return tag;
    }

    /// <summary>The error of a language that is not there: 0A000 for one that PostgreSQL has, 42704 for any other.</summary>
    public static SqlException LanguageError(string language) =>
        KnownLanguages.Contains(language.ToLowerInvariant()) ? RoutineErrors.LanguageNotSupported(language.ToLowerInvariant()) : RoutineErrors.NoLanguage(language);

    private static void CheckLanguage(CreateFunctionStatement statement)
    {
        var isInline = statement.Return is not null || statement.Atomic is not null;
        var written = statement.Options.FirstOrDefault(o => o.Name == "language")?.Value?.Text;
        if (statement.Options.Count(o => o.Name == "language") > 1) throw SyntaxErrors.Rule("conflicting or redundant options", statement.Options.Last(o => o.Name == "language").Position);
        if (written is null && !isInline) throw RoutineErrors.Invalid("no language specified");
        var language = written ?? "sql";
        if (!language.Equals("sql", StringComparison.OrdinalIgnoreCase)) throw LanguageError(language);

        if (!statement.Body.IsEmpty && isInline) throw RoutineErrors.Invalid("duplicate function body specified");
        if (statement.Body.IsEmpty && !isInline) throw RoutineErrors.Invalid("no function body specified");
        if (statement.Body.Count > 1) throw RoutineErrors.Invalid("only one AS item needed for language \"sql\"");
    }

    private static UserRoutine WithBody(UserRoutine routine, CreateFunctionStatement statement, SessionContext session)
    {
        if (statement.Return is { } value) return Inline($"SELECT {SyntaxPrinter.Print(value)}", RoutineBodyKind.Return);
        if (statement.Atomic is { } statements) return Inline(string.Concat(statements.Select(s => $" {SyntaxPrinter.Print(s)};\n")), RoutineBodyKind.Atomic);
        return routine with { Body = statement.Body[0] };

        UserRoutine Inline(string body, RoutineBodyKind kind)
        {
            if (routine.Inputs.Any(p => p.Type.IsPolymorphic)) throw RoutineErrors.Invalid("SQL function with unquoted function body cannot have polymorphic arguments");
            return routine with { Body = body, BodyKind = kind, Path = [.. session.SearchPath] };
        }
    }

    private static void CheckReplaceable(UserRoutine existing, UserRoutine routine, bool orReplace, SessionContext session)
    {
        if (!orReplace) throw RoutineErrors.Exists(routine.Name);
        if (existing.IsProcedure != routine.IsProcedure) throw RoutineErrors.KindChanged(existing.Name, existing.IsProcedure ? "procedure" : "function");
        Privileges.RequireOwner(existing, session);
        var hint = $"Use DROP {(existing.IsProcedure ? "PROCEDURE" : "FUNCTION")} {RoutineSignatures.Of(existing, session)} first.";
        if (!existing.Returns.Is(routine.Returns) || existing.ReturnsSet != routine.ReturnsSet || existing.ReturnsRelation != routine.ReturnsRelation)
            throw RoutineErrors.Invalid(existing.IsProcedure ? "cannot change whether a procedure has output parameters" : "cannot change return type of existing function", hint: hint);
        if (routine.Returns.Is(SqlTypes.Record) && !existing.Outputs.Select(p => (p.Name, p.Type)).SequenceEqual(routine.Outputs.Select(p => (p.Name, p.Type))))
            throw RoutineErrors.Invalid("cannot change return type of existing function", "Row type defined by OUT parameters is different.", hint);
        foreach (var (before, after) in existing.Inputs.Zip(routine.Inputs))
        {
            if (!string.IsNullOrEmpty(before.Name) && before.Name != after.Name) throw RoutineErrors.Invalid($"cannot change name of input parameter \"{before.Name}\"", hint: hint);
        }

        if (existing.Parameters.Count(p => p.DefaultSql is not null) > routine.Parameters.Count(p => p.DefaultSql is not null))
            throw RoutineErrors.Invalid("cannot remove parameter defaults from existing function", hint: hint);
    }

    private static void Check(UserRoutine routine, int bodyPosition, SessionContext session)
    {
        try
        {
            Check(routine, session);
        }
        catch (SqlException failure) when (failure.Error.Position is { } position)
        {
            throw new SqlException(failure.Error with { Position = routine.BodyKind == RoutineBodyKind.Text ? bodyPosition + position - 1 : null }, failure);
        }
    }

    // What a body with polymorphic parameters means is known when it is called.
    private static void Check(UserRoutine routine, SessionContext session)
    {
        if (routine.Inputs.Any(p => p.Type.IsPolymorphic))
        {
            RoutineBodies.Parse(routine);
            return;
        }

        var columns = routine.Returns.Is(SqlTypes.Void) || (routine.IsProcedure && !routine.Outputs.Any()) ? [] : UserRoutines.ColumnsOf(routine, session.Catalog).Select(c => c.Type).ToList();
        var body = new RoutineBody(routine, [.. routine.Inputs.Select(p => p.Type)], columns);
        body.Analyze(session);
        if (routine.BodyKind == RoutineBodyKind.Text) return;
        session.Transaction.Put(routine with { DependsOn = [.. body.Steps.SelectMany(s => s.Uses).Where(oid => oid != routine.Oid).Distinct()] });
    }
}
