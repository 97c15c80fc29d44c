using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER COLUMN SET NOT NULL and DROP NOT NULL.</summary>
internal static class AlterColumnNullability
{
    public static void Apply(AlterColumnNullabilityAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        if (action.IsNotNull)
        {
            if (column.IsNotNull) return;
            draft.Change(column.Name, c => c with { IsNotNull = true });
            table.NotNull.Add(column.Name);
            return;
        }

        if (column.Identity != IdentityKind.None) throw AlterErrors.ColumnIs(SqlState.SyntaxError, column.Name, draft.Name.Name, "is an identity column");
        if (draft.Constraints.Exists(c => c.Kind == ConstraintKind.PrimaryKey && c.Columns.Contains(column.Number))) throw AlterErrors.InPrimaryKey(column.Name);
        if (table.Before.Hypertable?.TimeDimension.Column == column.Number) throw AlterErrors.PartitioningNotNull();
        draft.Change(column.Name, c => c with { IsNotNull = false });
    }
}
