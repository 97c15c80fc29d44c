using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER COLUMN DROP EXPRESSION: a generated column becomes an ordinary one and keeps its values.</summary>
internal static class DropColumnExpression
{
    public static void Apply(DropColumnExpressionAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        if (column.GeneratedSql is null)
        {
            if (!action.IfExists) throw AlterErrors.ColumnIs(SqlState.ObjectNotInPrerequisiteState, column.Name, draft.Name.Name, "is not a stored generated column");
            table.Session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"column \"{column.Name}\" of relation \"{draft.Name.Name}\" is not a stored generated column"));
            return;
        }

        draft.Change(column.Name, c => c with { GeneratedSql = null });
    }
}
