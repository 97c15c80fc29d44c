using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER COLUMN SET DEFAULT and DROP DEFAULT.</summary>
internal static class AlterColumnDefault
{
    public static void Apply(AlterColumnDefaultAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        if (column.Identity != IdentityKind.None)
        {
            throw AlterErrors.ColumnIs(SqlState.SyntaxError, column.Name, draft.Name.Name, "is an identity column", action.Value is null ? "Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead." : null);
        }

        if (column.GeneratedSql is not null)
        {
            throw AlterErrors.ColumnIs(SqlState.SyntaxError, column.Name, draft.Name.Name, "is a generated column", action.Value is null ? "Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead." : null);
        }

        var sql = action.Value is null ? null : Binding.StoredSql.Unplaced(() => StoredExpressions.Default(action.Value, column, table.Session));
        draft.Change(column.Name, c => c with { DefaultSql = sql });
    }
}
