using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CHECK.</summary>
internal static class CheckConstraints
{
    /// <summary>Adds a check to a table.</summary>
    /// <param name="draft">The table.</param>
    /// <param name="check">The check.</param>
    /// <param name="column">The column that it was written behind; null for one of the table.</param>
    public static Constraint Add(TableDraft draft, CheckConstraint check, string? column)
    {
        if (check.IsNoInherit && draft.Hypertable is not null)
        {
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"cannot have NO INHERIT constraints on hypertable \"{draft.Name.Name}\"" });
        }

        var (sql, used) = StoredExpressions.Check(check.Condition, draft.Name, draft.Live, draft.Session);
        draft.CheckConstraintName(check.Name);
        var constraint = new Constraint
        {
            Oid = draft.Session.Database.NextOid(),
            Name = check.Name ?? draft.ChooseConstraintName(column ?? (used.Count == 1 ? used[0].Name : ""), "check"),
            Kind = ConstraintKind.Check,
            Columns = [.. used.Select(c => c.Number)],
            CheckSql = sql,
            IsNotValid = check.IsNotValid,
        };
        draft.Constraints.Add(constraint);
        return constraint;
    }
}
