using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ADD CONSTRAINT.</summary>
internal static class AddConstraint
{
    public static void Apply(AddConstraintAction action, TableAlteration table)
    {
        var draft = table.Draft;
        switch (action.Constraint)
        {
            case UniqueConstraint unique:
                var nullable = draft.Live.Where(c => !c.IsNotNull).Select(c => c.Name).ToHashSet();
                var index = KeyConstraints.Add(draft, unique);
                if (unique.ExistingIndex is null) table.UnverifiedIndexes.Add(index.Oid);
                foreach (var column in draft.Live.Where(c => c.IsNotNull && nullable.Contains(c.Name))) table.NotNull.Add(column.Name);
                break;
            case CheckConstraint check:
                var added = CheckConstraints.Add(draft, check);
                if (!check.IsNotValid) table.Unverified.Add(added);
                break;
            case ForeignKeyConstraint key:
                var foreign = ForeignKeys.Add(draft, key);
                if (!key.IsNotValid) table.Unverified.Add(foreign);
                break;
            default:
                throw InternalErrors.NotSupported("EXCLUDE", TableDraft.Place(action));
        }
    }
}
