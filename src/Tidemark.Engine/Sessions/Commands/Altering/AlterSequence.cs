using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER SEQUENCE with options. Where a sequence stands changes at once and for all, as nextval() does.</summary>
internal static class AlterSequence
{
    public static CommandResult Execute(AlterSequenceStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER SEQUENCE");
        if (AlteredRelation.Find(statement.Name, ObjectKind.Sequence, statement.IfExists, session) is Sequence sequence) Change(sequence, statement.Options, session);
        return "ALTER SEQUENCE";
    }

    /// <summary>Applies options to a sequence.</summary>
    public static void Change(Sequence sequence, SyntaxList<SequenceOption> options, SessionContext session)
    {
        var last = session.Database.Sequences.Last(sequence);
        var changed = SequenceOptions.Change(sequence, options, last, session);
        if (options.FirstOrDefault(o => o.Kind == SequenceOptionKind.OwnedBy) is { } owner) changed = Own(changed, owner, session);
        session.Transaction.Put(changed);
        if (SequenceOptions.RestartValue(changed, options) is { } restart) session.Database.Sequences.Set(changed, restart, isCalled: false);
        else if (last is { } value) session.Database.Sequences.Set(changed, value, isCalled: true);
        else if (last is null && changed.Start != sequence.Start && changed.Minimum > sequence.Start) session.Database.Sequences.Set(changed, changed.Start, isCalled: false);
    }

    /// <summary>OWNED BY.</summary>
    public static Sequence Own(Sequence sequence, SequenceOption option, SessionContext session)
    {
        var name = option.Name!;
        if (sequence.OwnerTable != 0 && session.Catalog.Find<Table>(sequence.OwnerTable) is { } linked && linked.Columns[sequence.OwnerColumn - 1].Identity != IdentityKind.None)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.FeatureNotSupported,
                Message = "cannot change ownership of identity sequence",
                Detail = $"Sequence \"{sequence.Name}\" is linked to table \"{linked.Name}\".",
            });
        }

        if (name.Parts.Count == 1)
        {
            if (name.Object.Equals("none", StringComparison.OrdinalIgnoreCase)) return sequence with { OwnerTable = 0, OwnerColumn = 0 };
            throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "invalid OWNED BY option", Hint = "Specify OWNED BY table.column or OWNED BY NONE." });
        }

        var relation = session.GetRelation(new QualifiedName(SyntaxList.Create(name.Parts.Span[..^1])));
        if (relation is not Table table)
        {
            throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"sequence cannot be owned by relation \"{relation.Name}\"", Detail = $"This operation is not supported for {(relation is View ? "views" : relation is Catalog.Index ? "indexes" : "sequences")}." });
        }

        if (table.Owner != sequence.Owner) throw Unfit("sequence must have same owner as table it is linked to");
        if (table.Schema != sequence.Schema) throw Unfit("sequence must be in same schema as table it is linked to");
        var column = table.FindColumn(name.Object) ?? throw CatalogErrors.NoColumn(name.Object, table.Name);
        return sequence with { OwnerTable = table.Oid, OwnerColumn = column.Number };

        static SqlException Unfit(string message) => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = message });
    }
}
