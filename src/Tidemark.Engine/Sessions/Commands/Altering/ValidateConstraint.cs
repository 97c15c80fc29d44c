using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>VALIDATE CONSTRAINT: looks at the rows that NOT VALID left alone.</summary>
internal static class ValidateConstraint
{
    public static void Apply(ValidateConstraintAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var at = draft.Constraints.FindIndex(c => c.Name == action.Constraint);
        if (at < 0) throw AlterErrors.NoConstraint(action.Constraint, draft.Name.Name);
        var constraint = draft.Constraints[at];
        if (constraint.Kind is not (ConstraintKind.Check or ConstraintKind.ForeignKey))
        {
            throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"constraint \"{constraint.Name}\" of relation \"{draft.Name.Name}\" is not a foreign key or check constraint" });
        }

        if (!constraint.IsNotValid) return;
        draft.Constraints[at] = constraint with { IsNotValid = false };
        table.Unverified.Add(draft.Constraints[at]);
    }
}

/// <summary>ALTER CONSTRAINT: when a foreign key is checked.</summary>
internal static class AlterConstraint
{
    public static void Apply(AlterConstraintAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var at = draft.Constraints.FindIndex(c => c.Name == action.Constraint);
        if (at < 0) throw AlterErrors.NoConstraint(action.Constraint, draft.Name.Name);
        var constraint = draft.Constraints[at];
        if (constraint.Kind != ConstraintKind.ForeignKey)
        {
            throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"constraint \"{constraint.Name}\" of relation \"{draft.Name.Name}\" is not a foreign key constraint" });
        }

        draft.Constraints[at] = constraint with
        {
            IsDeferrable = action.Timing is ConstraintTiming.Deferrable or ConstraintTiming.InitiallyDeferred,
            IsDeferred = action.Timing == ConstraintTiming.InitiallyDeferred,
        };
    }
}
