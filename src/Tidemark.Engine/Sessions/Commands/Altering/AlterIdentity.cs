using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER COLUMN ADD GENERATED AS IDENTITY, SET GENERATED and RESTART, DROP IDENTITY.</summary>
internal static class AlterIdentity
{
    /// <summary>ADD GENERATED ... AS IDENTITY.</summary>
    public static void Add(AddIdentityAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        ColumnDefinitions.RequireIdentityType(column.Type);
        if (!column.IsNotNull) throw AlterErrors.ColumnIs(SqlState.ObjectNotInPrerequisiteState, column.Name, draft.Name.Name, "must be declared NOT NULL before identity can be added");
        if (column.Identity != IdentityKind.None) throw AlterErrors.ColumnIs(SqlState.ObjectNotInPrerequisiteState, column.Name, draft.Name.Name, "is already an identity column");
        if (column.DefaultSql is not null) throw AlterErrors.ColumnIs(SqlState.ObjectNotInPrerequisiteState, column.Name, draft.Name.Name, "already has a default value");
        var definitions = new ColumnDefinitions(draft);
        definitions.MakeIdentity(column.Name, action.IsAlways, action.Options);
        foreach (var sequence in definitions.Sequences) table.Session.Transaction.Put(sequence);
    }

    /// <summary>SET GENERATED, SET option, RESTART.</summary>
    public static void Change(AlterIdentityAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        if (column.Identity == IdentityKind.None) throw NotIdentity(column, table);
        var options = new List<SequenceOption>();
        foreach (var option in action.Options)
        {
            switch (option.Kind)
            {
                case SequenceOptionKind.GeneratedAlways:
                    draft.Change(column.Name, c => c with { Identity = IdentityKind.Always });
                    break;
                case SequenceOptionKind.GeneratedByDefault:
                    draft.Change(column.Name, c => c with { Identity = IdentityKind.ByDefault });
                    break;
                default:
                    options.Add(option);
                    break;
            }
        }

        if (options.Count > 0) AlterSequence.Change(SequenceOf(column, table), [.. options], table.Session);
    }

    /// <summary>DROP IDENTITY: the sequence goes too.</summary>
    public static void Drop(DropIdentityAction action, TableAlteration table)
    {
        var draft = table.Draft;
        var column = draft.Get(action.Column);
        if (column.Identity == IdentityKind.None)
        {
            if (!action.IfExists) throw NotIdentity(column, table);
            table.Session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"column \"{column.Name}\" of relation \"{draft.Name.Name}\" is not an identity column"));
            return;
        }

        table.Session.Transaction.Remove(SequenceOf(column, table).Oid);
        draft.Change(column.Name, c => c with { Identity = IdentityKind.None, DefaultSql = null });
    }

    private static Sequence SequenceOf(Column column, TableAlteration table) =>
        table.Session.Catalog.Relations.OfType<Sequence>().First(s => s.OwnerTable == table.Before.Oid && s.OwnerColumn == column.Number && SequenceDefaults.Uses(column, s));

    private static SqlException NotIdentity(Column column, TableAlteration table) =>
        AlterErrors.ColumnIs(SqlState.ObjectNotInPrerequisiteState, column.Name, table.Draft.Name.Name, "is not an identity column");
}
