using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>INSERT, UPDATE, DELETE, MERGE, TRUNCATE.</summary>
internal sealed partial class Parser
{
    private InsertStatement ParseInsert(WithClause? with)
    {
        var position = Position;
        Expect(Keyword.Insert);
        ExpectOnly(Keyword.Into);
        var table = ParseQualifiedName();
        var alias = Accept(Keyword.As) ? ParseColumnId() : null;
        var columns = At(TokenKind.LeftParenthesis) && !AtParenthesizedQuery() ? ParseParenthesized(ParseAssignmentTarget) : [];
        var overriding = ParseOverriding();
        QueryExpression? source = null;
        if (columns.IsEmpty && overriding == OverridingKind.None && Accept(Keyword.Default)) Expect(Keyword.Values);
        else source = ParseQuery();
        return new InsertStatement(table, columns, source)
        {
            Position = position,
            With = with,
            Alias = alias,
            Overriding = overriding,
            OnConflict = At(Keyword.On) ? ParseOnConflict() : null,
            Returning = ParseReturning(),
        };
    }

    /// <summary>Whether the parenthesis here, or one of those right behind it, holds a query.</summary>
    private bool AtParenthesizedQuery()
    {
        var ahead = 1;
        while (PeekIs(TokenKind.LeftParenthesis, ahead)) ahead++;
        return Peek(ahead).Keyword is Keyword.Select or Keyword.With or Keyword.Table
            || (PeekIs(Keyword.Values, ahead) && PeekIs(TokenKind.LeftParenthesis, ahead + 1));
    }

    private OverridingKind ParseOverriding()
    {
        if (!Accept(Keyword.Overriding)) return OverridingKind.None;
        var kind = Accept(Keyword.System) ? OverridingKind.SystemValue : OverridingKind.UserValue;
        if (kind == OverridingKind.UserValue) Expect(Keyword.User);
        Expect(Keyword.Value);
        return kind;
    }

    private AssignmentTarget ParseAssignmentTarget()
    {
        var position = Position;
        var column = ParseColumnId();
        if (!At(TokenKind.Dot) && !At(TokenKind.LeftBracket)) return new AssignmentTarget(column) { Position = position };
        var path = new List<AssignmentStep>();
        while (true)
        {
            if (At(TokenKind.LeftBracket)) path.Add(new AssignmentStep(null, ParseSubscript()));
            else if (Accept(TokenKind.Dot)) path.Add(new AssignmentStep(ParseLabel(), null));
            else return new AssignmentTarget(column, ToList(path)) { Position = position };
        }
    }

    private OnConflictClause ParseOnConflict()
    {
        var position = Position;
        Advance();
        ExpectOnly(Keyword.Conflict);
        SyntaxList<IndexElement> target = [];
        Expression? targetWhere = null;
        string? constraint = null;
        if (At(TokenKind.LeftParenthesis))
        {
            // PostgreSQL blames the whole target for each of its elements.
            var begin = Position;
            target = ParseParenthesized(() => ParseIndexElement() with { Position = begin });
            if (Accept(Keyword.Where)) targetWhere = ParseExpression();
        }
        else if (Accept(Keyword.On))
        {
            ExpectOnly(Keyword.Constraint);
            constraint = ParseColumnId();
        }
        Expect(Keyword.Do);
        var clause = new OnConflictClause(IsUpdate: false)
        {
            Position = position,
            Target = target,
            TargetWhere = targetWhere,
            Constraint = constraint,
        };
        if (Accept(Keyword.Nothing)) return clause;
        Expect(Keyword.Update);
        ExpectOnly(Keyword.Set);
        return clause with
        {
            IsUpdate = true,
            Assignments = ParseCommaSeparated(ParseSetClause),
            Where = Accept(Keyword.Where) ? ParseExpression() : null,
        };
    }

    private SyntaxList<SelectItem> ParseReturning() => Accept(Keyword.Returning) ? ParseSelectItems() : [];

    private UpdateStatement ParseUpdate(WithClause? with)
    {
        var position = Position;
        Expect(Keyword.Update);
        var table = ParseModificationTarget();
        Expect(Keyword.Set);
        var assignments = ParseCommaSeparated(ParseSetClause);
        return new UpdateStatement(table, assignments)
        {
            Position = position,
            With = with,
            From = Accept(Keyword.From) ? ParseFromList() : [],
            Where = ParseWhereOrCurrentOf(),
            Returning = ParseReturning(),
        };
    }

    /// <summary>The table of UPDATE, DELETE or MERGE. SET is no alias here without AS.</summary>
    private TableReference ParseModificationTarget()
    {
        var table = ParseTableReference();
        var position = Position;
        if (!Accept(Keyword.As) && (!IsColumnName(Current) || At(Keyword.Set))) return table;
        return table with { Alias = new TableAlias(ParseColumnId(), []) { Position = position } };
    }

    private SetClause ParseSetClause()
    {
        var position = Position;
        if (At(TokenKind.LeftParenthesis))
        {
            var targets = ParseParenthesized(ParseAssignmentTarget);
            Expect(TokenKind.Equals);
            return new SetClause(targets, IsMultiple: true, ParseExpression()) { Position = position };
        }
        var target = ParseAssignmentTarget();
        Expect(TokenKind.Equals);
        return new SetClause([target], IsMultiple: false, ParseExpression()) { Position = position };
    }

    private Expression? ParseWhereOrCurrentOf()
    {
        if (!Accept(Keyword.Where)) return null;
        var position = Position;
        return Accept(Keyword.Current, Keyword.Of) ? new CurrentOfExpression(ParseColumnId()) { Position = position } : ParseExpression();
    }

    private DeleteStatement ParseDelete(WithClause? with)
    {
        var position = Position;
        Expect(Keyword.Delete);
        ExpectOnly(Keyword.From);
        return new DeleteStatement(ParseModificationTarget())
        {
            Position = position,
            With = with,
            Using = Accept(Keyword.Using) ? ParseFromList() : [],
            Where = ParseWhereOrCurrentOf(),
            Returning = ParseReturning(),
        };
    }

    private MergeStatement ParseMerge(WithClause? with)
    {
        var position = Position;
        Expect(Keyword.Merge);
        ExpectOnly(Keyword.Into);
        var target = ParseModificationTarget();
        Expect(Keyword.Using);
        var source = ParseFromItem();
        Expect(Keyword.On);
        var condition = ParseExpression();
        var clauses = new List<MergeClause>();
        do clauses.Add(ParseMergeClause());
        while (At(Keyword.When));
        return new MergeStatement(target, source, condition, ToList(clauses)) { Position = position, With = with };
    }

    private MergeClause ParseMergeClause()
    {
        var position = Position;
        Expect(Keyword.When);
        var isMatched = !Accept(Keyword.Not);
        Expect(Keyword.Matched);
        var condition = Accept(Keyword.And) ? ParseExpression() : null;
        Expect(Keyword.Then);
        var clause = new MergeClause(isMatched, condition, MergeAction.DoNothing) { Position = position };
        if (Accept(Keyword.Do))
        {
            Expect(Keyword.Nothing);
            return clause;
        }
        if (isMatched)
        {
            if (Accept(Keyword.Delete)) return clause with { Action = MergeAction.Delete };
            Expect(Keyword.Update, Keyword.Set);
            return clause with { Action = MergeAction.Update, Assignments = ParseCommaSeparated(ParseSetClause) };
        }
        Expect(Keyword.Insert);
        return ParseMergeInsert(clause with { Action = MergeAction.Insert });
    }

    private MergeClause ParseMergeInsert(MergeClause clause)
    {
        if (Accept(Keyword.Default))
        {
            Expect(Keyword.Values);
            return clause;
        }
        var columns = At(TokenKind.LeftParenthesis) ? ParseParenthesized(ParseAssignmentTarget) : [];
        var overriding = ParseOverriding();
        Expect(Keyword.Values);
        return clause with { Columns = columns, Overriding = overriding, Values = ParseParenthesized(ParseExpressionItem) };
    }

    private TruncateStatement ParseTruncate()
    {
        var position = Position;
        Advance();
        Accept(Keyword.Table);
        var tables = ParseCommaSeparated(ParseTruncateTarget);
        var restart = Accept(Keyword.Restart);
        if (restart || Accept(Keyword.Continue)) Expect(Keyword.Identity);
        return new TruncateStatement(tables, restart, ParseCascade()) { Position = position };
    }

    private TruncateTarget ParseTruncateTarget()
    {
        var table = ParseTableReference();
        return new TruncateTarget(table.Name, table.IsOnly) { Position = table.Position };
    }
}
