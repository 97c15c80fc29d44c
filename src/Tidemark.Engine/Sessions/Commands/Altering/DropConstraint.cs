using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>DROP CONSTRAINT. The index of a key goes with it, and foreign keys that rely on it want CASCADE.</summary>
internal static class DropConstraint
{
    public static void Apply(DropConstraintAction action, TableAlteration table)
    {
        var (draft, session) = (table.Draft, table.Session);
        if (draft.Constraints.Find(c => c.Name == action.Constraint) is not { } constraint)
        {
            if (!action.IfExists) throw AlterErrors.NoConstraint(action.Constraint, draft.Name.Name);
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"constraint \"{action.Constraint}\" of relation \"{draft.Name.Name}\" does not exist"));
            return;
        }

        if (constraint.IndexOid != 0)
        {
            var index = draft.Indexes.Find(i => i.Oid == constraint.IndexOid)!;
            var dependents = session.Catalog.ReferencesTo(table.Before.Oid).Where(r => r.Constraint.ReferencedIndex == index.Oid).Select(r => r.Table.Oid == table.Before.Oid
                ? new Dependent($"constraint {r.Constraint.Name} on {Dependencies.Describe(r.Table, session)}", $"index {index.Name}", () => draft.Constraints.RemoveAll(c => c.Oid == r.Constraint.Oid))
                : Dependencies.ForeignKey(r.Table, r.Constraint, $"index {index.Name}", session)).ToList();
            Dependencies.Drop($"constraint {constraint.Name} on {Dependencies.Describe(table.Before, session)}", dependents, action.Cascade, session);
            table.DropIndex(index.Oid);
        }

        draft.Constraints.RemoveAll(c => c.Oid == constraint.Oid);
    }
}
