using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CHECK.</summary>
internal static class CheckConstraints
{
    /// <summary>Adds a check to a table.</summary>
    public static Constraint Add(TableDraft draft, CheckConstraint check)
    {
        if (check.IsNoInherit && draft.Hypertable is not null) throw HypertableErrors.NoInherit(draft.Name.Name, isNew: false);
        var (sql, used) = StoredExpressions.Check(check.Condition, draft.Name, draft.Live, draft.Session);
        if (draft.IsNew && draft.Constraints.Exists(c => c.Name == check.Name && c.Kind == ConstraintKind.Check))
            throw new SqlException(new SqlError { State = SqlState.DuplicateObject, Message = $"check constraint \"{check.Name}\" already exists" });
        draft.CheckConstraintName(check.Name);
        var constraint = new Constraint
        {
            Oid = draft.Session.Database.NextOid(),
            Name = check.Name ?? draft.ChooseConstraintName(used.Count == 1 ? used[0].Name : "", "check"),
            Kind = ConstraintKind.Check,
            Columns = [.. used.Select(c => c.Number)],
            CheckSql = sql,
            IsNotValid = check.IsNotValid,
            IsNoInherit = check.IsNoInherit,
        };
        draft.Constraints.Add(constraint);
        return constraint;
    }
}
