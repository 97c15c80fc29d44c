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
            case ObjectKind.Table or ObjectKind.View or ObjectKind.Index or ObjectKind.Sequence:
                session.Transaction.Put(session.GetRelation(statement.Name) with { Comment = statement.Comment });
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

    private static void CommentColumn(CommentStatement statement, SessionContext session)
    {
        var parts = statement.Name.Parts;
        var relation = new QualifiedName(SyntaxList.Create(parts.Span[..^1])) { Position = statement.Name.Position };
        var table = session.GetTable(relation);
        var column = table.FindColumn(parts[^1]) ?? throw CatalogErrors.NoColumn(parts[^1], table.Name);
        session.Transaction.Put(table with { Columns = table.Columns.Replace(column, column with { Comment = statement.Comment }) });
    }
}
