using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE [OR REPLACE] VIEW.</summary>
internal static class CreateView
{
    public static CommandResult Execute(CreateViewStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE VIEW");
        if (statement.Options.Any(o => o.Namespace is not null && Builtins.Extensions.MaterializedViews.Any(h => h.Namespaces.Contains(o.Namespace)))) throw RollupErrors.NotByCreateView();
        if (SelectInto.Of(new SelectStatement(statement.Query)) is not null) throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "views must not contain SELECT INTO" });
        var options = ViewOptions.Of(statement);
        var binder = session.NewBinder();
        var query = binder.BindQuery(statement.Query);
        if (options.Any(o => o.Name == "check_option")) ViewOptions.RequireUpdatable(ViewTexts.Resolved(SyntaxPrinter.Print(statement.Query), session), session);
        var isTemporary = statement.Persistence == Persistence.Temporary;
        if (!isTemporary && statement.Name.Schema != "pg_temp" && binder.Relations.Used.Any(oid => session.Catalog.Find(oid) is SchemaObject used && TemporarySchema.Is(used.Schema)))
        {
            session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"view \"{statement.Name.Object}\" will be a temporary view" });
            isTemporary = true;
        }

        var name = session.CreationTarget(statement.Name, isTemporary);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        var output = query.Output;
        if (statement.Columns.Count > output.Length)
        {
            throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "CREATE VIEW specifies more column names than columns" });
        }

        var columns = output.Select((c, i) => new ViewColumn(i < statement.Columns.Count ? statement.Columns[i].Text : c.Name, c.Type)).ToList();
        if (columns.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw CatalogErrors.DuplicateColumn(twice.Key);
        if (columns.Find(c => (c.Type.Element ?? c.Type).Is(SqlTypes.Record)) is { } record)
        {
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{record.Name}\" has pseudo-type {record.Type.DisplayName}" });
        }

        var existing = session.Catalog.FindRelation(name.Schema, name.Name);
        if (existing is not null) CheckReplaceable(existing, columns, statement.OrReplace, session);
        session.Transaction.Put(new View
        {
            Oid = existing?.Oid ?? session.Database.NextOid(),
            Schema = name.Schema,
            Name = name.Name,
            Owner = existing?.Owner ?? session.CurrentUser,
            Acl = existing?.Acl ?? DefaultPrivileges.AclOf('r', session.CurrentUser, name.Schema, PrivilegeLetters.Table, session.Catalog),
            Query = ViewTexts.Resolved(SyntaxPrinter.Print(statement.Query), session),
            Columns = [.. columns.Select((c, i) => c with { DefaultSql = (existing as View)?.Columns.ElementAtOrDefault(i)?.DefaultSql })],
            Options = options,
            DependsOn = [.. binder.Relations.Used, .. binder.Functions.UsedRoutines],
        });
        return "CREATE VIEW";
    }

    private static void CheckReplaceable(SchemaObject existing, List<ViewColumn> columns, bool orReplace, SessionContext session)
    {
        if (!orReplace) throw CatalogErrors.RelationExists(existing.Name);
        if (existing is View { Rollup: not null }) throw RollupErrors.Exists(existing.Name);
        if (existing is not View view) throw CatalogErrors.WrongKind(existing.Name, "a view");
        Privileges.RequireOwner(view, session);
        if (columns.Count < view.Columns.Length) throw Changed("cannot drop columns from view");
        for (var i = 0; i < view.Columns.Length; i++)
        {
            var (before, after) = (view.Columns[i], columns[i]);
            if (before.Name != after.Name) throw Changed($"cannot change name of view column \"{before.Name}\" to \"{after.Name}\"");
            if (!before.Type.Equals(after.Type)) throw Changed($"cannot change data type of view column \"{before.Name}\" from {before.Type} to {after.Type}");
        }
    }

    private static SqlException Changed(string message) => new(new SqlError { State = SqlState.InvalidTableDefinition, Message = message });
}
