using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Statements on rows.</summary>
internal sealed partial class SqlWriter
{
    public SqlWriter Statement(Statement statement) => statement switch
    {
        SelectStatement s => Query(s.Query),
        InsertStatement s => Insert(s),
        UpdateStatement s => Update(s),
        DeleteStatement s => Delete(s),
        MergeStatement s => Merge(s),
        TruncateStatement s => Word("TRUNCATE ").List(s.Tables, TableItem).WordIf(s.RestartIdentity, " RESTART IDENTITY").Cascade(s.Cascade),
        CopyStatement s => Copy(s),
        ExplainStatement s => Word("EXPLAIN ").ParenthesizedIf("", s.Options, UtilityOption).WordIf(!s.Options.IsEmpty, " ").Statement(s.Statement),
        PrepareStatement s => Word("PREPARE ").Identifier(s.Name).ParenthesizedIf(" ", s.ParameterTypes, t => Type(t)).Word(" AS ").Statement(s.Statement),
        ExecuteStatement s => Word("EXECUTE ").Identifier(s.Name).ParenthesizedIf(" ", s.Arguments, e => Expression(e)),
        DeallocateStatement s => Word("DEALLOCATE ").Word(s.Name is null ? "ALL" : Quote(s.Name)),
        CallStatement s => Word("CALL ").Expression(s.Call),
        DoStatement s => Word("DO ").IdentifierIf("LANGUAGE ", s.Language).WordIf(s.Language is not null, " ").String(s.Body),
        DeclareCursorStatement s => Declare(s),
        FetchStatement s => Fetch(s),
        CloseStatement s => Word("CLOSE ").Word(s.Cursor is null ? "ALL" : Quote(s.Cursor)),
        ListenStatement s => Word("LISTEN ").Identifier(s.Channel),
        UnlistenStatement s => Word("UNLISTEN ").Word(s.Channel is null ? "*" : Quote(s.Channel)),
        NotifyStatement s => Word("NOTIFY ").Identifier(s.Channel).Word(s.Payload is null ? "" : ", " + QuoteString(s.Payload)),
        _ => Control(statement),
    };

    private void TableItem(TruncateTarget table) => WordIf(table.IsOnly, "ONLY ").Name(table.Name);

    private SqlWriter Insert(InsertStatement s)
    {
        With(s.With).Word("INSERT INTO ").Name(s.Table).IdentifierIf(" AS ", s.Alias).ParenthesizedIf(" ", s.Columns, Target).Overriding(s.Overriding);
        if (s.Source is null) Word(" DEFAULT VALUES");
        else Word(" ").Query(s.Source);
        if (s.OnConflict is not null) OnConflict(s.OnConflict);
        return Returning(s.Returning);
    }

    private SqlWriter Overriding(OverridingKind kind) => Word(kind switch
    {
        OverridingKind.SystemValue => " OVERRIDING SYSTEM VALUE",
        OverridingKind.UserValue => " OVERRIDING USER VALUE",
        _ => "",
    });

    private void Target(AssignmentTarget target)
    {
        Identifier(target.Column);
        foreach (var step in target.Path)
        {
            if (step.Subscript is not null) Subscript(step.Subscript);
            else Word(".").Identifier(step.Field!);
        }
    }

    private void OnConflict(OnConflictClause clause)
    {
        Word(" ON CONFLICT").ParenthesizedIf(" ", clause.Target, KeyItem);
        if (clause.TargetWhere is not null) Word(" WHERE ").Expression(clause.TargetWhere);
        IdentifierIf(" ON CONSTRAINT ", clause.Constraint);
        if (!clause.IsUpdate) Word(" DO NOTHING");
        else Word(" DO UPDATE SET ").List(clause.Assignments, Set).Where(clause.Where);
    }

    private SqlWriter Where(Expressions.Expression? where) => where is null ? this : Word(" WHERE ").Expression(where);

    private void Set(SetClause clause)
    {
        if (clause.IsMultiple) Parenthesized(clause.Targets, Target);
        else Target(clause.Targets[0]);
        Word(" = ").Expression(clause.Value);
    }

    private SqlWriter Returning(SyntaxList<SelectItem> items) => ListIf(" RETURNING ", items, SelectItem);

    private SqlWriter Update(UpdateStatement s) => With(s.With).Word("UPDATE ").Table(s.Table).Word(" SET ").List(s.Assignments, Set)
        .ListIf(" FROM ", s.From, item => From(item)).Where(s.Where).Returning(s.Returning);

    private SqlWriter Delete(DeleteStatement s) => With(s.With).Word("DELETE FROM ").Table(s.Table)
        .ListIf(" USING ", s.Using, item => From(item)).Where(s.Where).Returning(s.Returning);

    private SqlWriter Merge(MergeStatement s) => With(s.With).Word("MERGE INTO ").Table(s.Target).Word(" USING ").From(s.Source)
        .Word(" ON ").Expression(s.On).List(s.Clauses, MergeClause, "");

    private void MergeClause(MergeClause clause)
    {
        Word(clause.IsMatched ? " WHEN MATCHED" : " WHEN NOT MATCHED");
        if (clause.Condition is not null) Word(" AND ").Expression(clause.Condition);
        Word(" THEN ");
        switch (clause.Action)
        {
            case MergeAction.DoNothing: Word("DO NOTHING"); break;
            case MergeAction.Delete: Word("DELETE"); break;
            case MergeAction.Update: Word("UPDATE SET ").List(clause.Assignments, Set); break;
            default:
                Word("INSERT").ParenthesizedIf(" ", clause.Columns, Target).Overriding(clause.Overriding);
                if (clause.Values.IsEmpty) Word(" DEFAULT VALUES");
                else Word(" VALUES ").Arguments(clause.Values);
                break;
        }
    }

    private SqlWriter Copy(CopyStatement s)
    {
        Word("COPY ");
        if (s.Table is not null) Name(s.Table).Names(s.Columns);
        else Word("(").Statement(s.Query!).Word(")");
        Word(s.IsFrom ? " FROM " : " TO ");
        switch (s.Endpoint)
        {
            case CopyEndpoint.Client: Word(s.IsFrom ? "STDIN" : "STDOUT"); break;
            case CopyEndpoint.Program: Word("PROGRAM ").String(s.Path!); break;
            default: String(s.Path!); break;
        }
        return ParenthesizedIf(" WITH ", s.Options, UtilityOption).Where(s.Where);
    }

    private SqlWriter Declare(DeclareCursorStatement s)
    {
        Word("DECLARE ").Identifier(s.Name).WordIf(s.IsBinary, " BINARY");
        if (s.Insensitive is { } insensitive) Word(insensitive ? " INSENSITIVE" : " ASENSITIVE");
        if (s.Scroll is { } scroll) Word(scroll ? " SCROLL" : " NO SCROLL");
        return Word(" CURSOR ").WordIf(s.WithHold, "WITH HOLD ").Word("FOR ").Query(s.Query);
    }

    private SqlWriter Fetch(FetchStatement s) => Word(s.IsMove ? "MOVE " : "FETCH ").Word(s.Direction.ToString().ToUpperInvariant()).Word(" ")
        .Word(s.Count?.ToString() ?? "ALL").Word(" FROM ").Identifier(s.Cursor);

}
