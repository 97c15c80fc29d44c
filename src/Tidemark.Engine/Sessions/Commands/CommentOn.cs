using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>COMMENT ON.</summary>
internal static class CommentOn
{
    public static CommandResult Execute(CommentStatement statement, SessionContext session)
    {
        session.RequireWritable("COMMENT");
        switch (statement.Kind)
        {
            case ObjectKind.Table or ObjectKind.View or ObjectKind.Index or ObjectKind.Sequence or ObjectKind.MaterializedView:
                CommentRelation(statement, session);
                break;
            case ObjectKind.Constraint:
                CommentConstraint(statement, session);
                break;
            case ObjectKind.DomainConstraint:
                CommentDomainConstraint(statement, session);
                break;
            case ObjectKind.Database or ObjectKind.Role:
                CommentShared(statement, session);
                break;
            case ObjectKind.Schema:
                var schema = session.Catalog.FindSchema(statement.Name.Object) ?? throw CatalogErrors.NoSchema(statement.Name.Object);
                session.Transaction.Put(schema with { Comment = statement.Comment });
                break;
            case ObjectKind.Function or ObjectKind.Procedure or ObjectKind.Routine:
                session.Transaction.Put(RoutineSignatures.Find(statement.Kind, statement.Function!, session, "comment on") with { Comment = statement.Comment });
                break;
            case ObjectKind.Type or ObjectKind.Domain:
                session.Transaction.Put(TypeCommands.Get(statement.Name, session) with { Comment = statement.Comment });
                break;
            case ObjectKind.Column:
                CommentColumn(statement, session);
                break;
            default:
                throw InternalErrors.NotSupported($"COMMENT ON {statement.Kind.ToString().ToUpperInvariant()}", statement.Position);
        }

        return "COMMENT";
    }

    private static void CommentRelation(CommentStatement statement, SessionContext session)
    {
        var relation = session.GetRelation(statement.Name);
        var fits = statement.Kind switch
        {
            ObjectKind.View => relation is Catalog.View,
            ObjectKind.Index => relation is Catalog.Index,
            ObjectKind.Sequence => relation is Sequence,
            ObjectKind.MaterializedView => relation is Table { Materialized: not null } || Builtins.Extensions.MaterializedViews.Any(h => h.Owns(relation, session)),
            _ => relation is Table { Materialized: null } or Chunk,
        };
        if (!fits) throw CatalogErrors.WrongKind(relation.Name, $"{(statement.Kind == ObjectKind.Index ? "an" : "a")} {AlteredRelation.Words(statement.Kind)}");
        Privileges.RequireOwner(relation, session);
        session.Transaction.Put(relation with { Comment = statement.Comment });
    }

    private static void CommentConstraint(CommentStatement statement, SessionContext session)
    {
        var table = session.GetTable(statement.Name);
        var constraint = table.FindConstraint(statement.Constraint!)
            ?? throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"constraint \"{statement.Constraint}\" for table \"{table.Name}\" does not exist" });
        session.Transaction.Put(table with { Constraints = table.Constraints.Replace(constraint, constraint with { Comment = statement.Comment }) });
    }

    private static void CommentDomainConstraint(CommentStatement statement, SessionContext session)
    {
        var domain = TypeCommands.Get(statement.Name, session) as DomainType ?? throw DomainErrors.NotADomain(statement.Name.ToString());
        var check = domain.Checks.FirstOrDefault(c => c.Name == statement.Constraint)
            ?? throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"constraint \"{statement.Constraint}\" for domain {domain.Name} does not exist" });
        session.Transaction.Put(domain with { Checks = domain.Checks.Replace(check, check with { Comment = statement.Comment }) });
    }

    // Databases and roles belong to the instance.
    private static void CommentShared(CommentStatement statement, SessionContext session) => session.Instance.ChangeShared(transaction =>
    {
        var name = statement.Name.Object;
        if (statement.Kind == ObjectKind.Role)
        {
            transaction.Put((transaction.Catalog.FindRole(name) ?? throw CatalogErrors.Undefined("role", name)) with { Comment = statement.Comment });
        }
        else if (transaction.Catalog.FindDatabase(name) is { } database)
        {
            transaction.Put(database with { Comment = statement.Comment });
        }
        else
        {
            session.Notice(new SqlError { Severity = Severity.Warning, State = SqlState.InvalidCatalogName, Message = $"database \"{name}\" does not exist" });
        }
    });

    private static void CommentColumn(CommentStatement statement, SessionContext session)
    {
        var parts = statement.Name.Parts;
        var relation = new QualifiedName(SyntaxList.Create(parts.Span[..^1])) { Position = statement.Name.Position };
        if (session.GetRelation(relation) is View view)
        {
            var place = view.Columns.ToList().FindIndex(c => c.Name == parts[^1]);
            if (place < 0) throw CatalogErrors.NoColumn(parts[^1], view.Name);
            session.Transaction.Put(view with { Columns = view.Columns.SetItem(place, view.Columns[place] with { Comment = statement.Comment }) });
            return;
        }

        var table = session.GetTable(relation);
        Privileges.RequireOwner(table, session);
        var column = table.FindColumn(parts[^1]) ?? throw CatalogErrors.NoColumn(parts[^1], table.Name);
        session.Transaction.Put(table with { Columns = table.Columns.Replace(column, column with { Comment = statement.Comment }) });
    }
}
