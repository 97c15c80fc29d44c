using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>SELECT, VALUES, TABLE, set operations, and the clauses around them.</summary>
internal sealed partial class Parser
{
    /// <summary>A query with everything that belongs to it, in parentheses or not.</summary>
    private QueryExpression ParseQuery()
    {
        CheckDepth();
        var with = At(Keyword.With) ? ParseWith() : null;
        return ParseQueryTail(ParseSetOperations(ParseQueryOperand(), SetLevel.Lowest), with);
    }

    /// <summary>Goes on behind a query in parentheses, which is the first operand.</summary>
    private QueryExpression ParseQueryRest(QueryExpression first) => ParseQueryTail(ParseSetOperations(first, SetLevel.Lowest), null);

    /// <summary>A query behind a WITH clause that has been read.</summary>
    private QueryExpression ParseQueryAfterWith(WithClause? with) =>
        ParseQueryTail(ParseSetOperations(ParseQueryOperand(), SetLevel.Lowest), with);

    private enum SetLevel
    {
        Lowest,
        UnionExcept,
        Intersect,
    }

    private QueryExpression ParseSetOperations(QueryExpression left, SetLevel outer)
    {
        while (true)
        {
            var level = Current.Keyword switch
            {
                Keyword.Union or Keyword.Except => SetLevel.UnionExcept,
                Keyword.Intersect => SetLevel.Intersect,
                _ => SetLevel.Lowest,
            };
            if (level <= outer) return left;
            var position = Position;
            var kind = Current.Keyword switch
            {
                Keyword.Union => SetOperator.Union,
                Keyword.Except => SetOperator.Except,
                _ => SetOperator.Intersect,
            };
            Advance();
            var isAll = Accept(Keyword.All);
            if (!isAll) Accept(Keyword.Distinct);
            CheckDepth();
            var right = ParseSetOperations(ParseQueryOperand(), level);
            left = new SetOperation(kind, isAll, left, right) { Position = position };
        }
    }

    private QueryExpression ParseQueryOperand()
    {
        switch (Current.Keyword)
        {
            case Keyword.Select: return ParseSelect();
            case Keyword.Values: return ParseValues();
            case Keyword.Table: return ParseTableQuery();
        }
        if (!At(TokenKind.LeftParenthesis)) throw Unexpected();
        return ParseParenthesizedQuery();
    }

    /// <summary>ORDER BY, LIMIT, OFFSET and locking. A query in parentheses may have some already, but no clause comes twice.</summary>
    private QueryExpression ParseQueryTail(QueryExpression query, WithClause? with)
    {
        if (with is not null)
        {
            if (query.With is not null) throw SyntaxErrors.Rule("multiple WITH clauses not allowed", with.Position);
            query = query with { With = with };
        }
        if (At(Keyword.Order))
        {
            var position = Peek(2).Position;
            var orderBy = ParseOrderBy();
            if (!query.OrderBy.IsEmpty) throw SyntaxErrors.Rule("multiple ORDER BY clauses not allowed", position);
            query = query with { OrderBy = orderBy };
        }
        if (Current.Keyword is not (Keyword.Limit or Keyword.Offset or Keyword.Fetch or Keyword.For)) return query;

        var locking = ParseLocking();
        var limitsBefore = _index;
        query = ParseLimits(query);
        if (locking.IsEmpty && _index > limitsBefore) locking = ParseLocking();
        if (!locking.IsEmpty) query = query with { Locking = [.. query.Locking, .. locking] };
        if (query.WithTies) CheckWithTies(query);
        return query;
    }

    private static void CheckWithTies(QueryExpression query)
    {
        if (query.OrderBy.IsEmpty) throw SyntaxErrors.Rule("WITH TIES cannot be specified without ORDER BY clause", null);
        foreach (var clause in query.Locking)
            if (clause.Wait == LockWaitPolicy.SkipLocked)
                throw SyntaxErrors.Rule("SKIP LOCKED and WITH TIES options cannot be used together", clause.Position);
    }

    /// <summary>LIMIT or FETCH, and OFFSET, each once and in either order.</summary>
    private QueryExpression ParseLimits(QueryExpression query)
    {
        var (hasLimit, hasOffset) = (false, false);
        while (true)
        {
            if (!hasLimit && Current.Keyword is Keyword.Limit or Keyword.Fetch)
            {
                var position = Peek().Position;
                var start = Position;
                var (limit, withTies) = At(Keyword.Limit) ? (ParseLimit(start), false) : ParseFetch();
                if (query.Limit is not null) throw SyntaxErrors.Rule("multiple LIMIT clauses not allowed", limit?.Start ?? position);
                query = query with { Limit = limit, WithTies = withTies };
                hasLimit = true;
            }
            else if (!hasOffset && At(Keyword.Offset))
            {
                Advance();
                var offset = ParseExpression();
                if (!Accept(Keyword.Row)) Accept(Keyword.Rows);
                if (query.Offset is not null) throw SyntaxErrors.Rule("multiple OFFSET clauses not allowed", offset.Start);
                query = query with { Offset = offset };
                hasOffset = true;
            }
            else return query;
        }
    }

    private Expression? ParseLimit(int position)
    {
        Advance();
        var limit = Accept(Keyword.All) ? null : ParseExpression();
        if (At(TokenKind.Comma))
        {
            Advance();
            ParseExpression();
            throw SyntaxErrors.Rule("LIMIT #,# syntax is not supported", position, "Use separate LIMIT and OFFSET clauses.");
        }
        return limit;
    }

    private (Expression? Limit, bool WithTies) ParseFetch()
    {
        Advance();
        if (!Accept(Keyword.First)) Expect(Keyword.Next);
        Expression limit = new IntegerLiteral(1);
        if (Current.Keyword is not (Keyword.Row or Keyword.Rows))
        {
            var position = Position;
            limit = At(TokenKind.Plus) || At(TokenKind.Minus) ? MakeNumber(ParseSignedNumber(), position) : ParsePrimary();
        }
        if (!Accept(Keyword.Row)) Expect(Keyword.Rows);
        if (Accept(Keyword.Only)) return (limit, false);
        Expect(Keyword.With, Keyword.Ties);
        return (limit, true);
    }

    private SyntaxList<LockingClause> ParseLocking()
    {
        if (!At(Keyword.For)) return [];
        if (Accept(Keyword.For, Keyword.Read, Keyword.Only)) return [];
        var clauses = new List<LockingClause>();
        while (At(Keyword.For)) clauses.Add(ParseLockingClause());
        return ToList(clauses);
    }

    private LockingClause ParseLockingClause()
    {
        var position = Position;
        Advance();
        LockStrength strength;
        if (Accept(Keyword.Update)) strength = LockStrength.Update;
        else if (Accept(Keyword.Share)) strength = LockStrength.Share;
        else if (Accept(Keyword.Key))
        {
            Expect(Keyword.Share);
            strength = LockStrength.KeyShare;
        }
        else
        {
            Expect(Keyword.No, Keyword.Key);
            Expect(Keyword.Update);
            strength = LockStrength.NoKeyUpdate;
        }
        var tables = Accept(Keyword.Of) ? ParseCommaSeparated(ParseQualifiedName) : [];
        var wait = Accept(Keyword.Nowait) ? LockWaitPolicy.NoWait
            : Accept(Keyword.Skip, Keyword.Locked) ? LockWaitPolicy.SkipLocked : LockWaitPolicy.Block;
        return new LockingClause(strength, tables, wait) { Position = position };
    }

    private SelectQuery ParseSelect()
    {
        var position = Position;
        Expect(Keyword.Select);
        var isDistinct = Accept(Keyword.Distinct);
        SyntaxList<Expression> distinctOn = [];
        if (isDistinct && Accept(Keyword.On)) distinctOn = ParseParenthesized(ParseExpressionItem);
        if (!isDistinct) Accept(Keyword.All);
        var items = isDistinct || !AtEmptySelectList() ? ParseSelectItems() : [];
        var select = new SelectQuery(items)
        {
            Position = position,
            IsDistinct = isDistinct,
            DistinctOn = distinctOn,
            Into = At(Keyword.Into) ? ParseInto() : null,
            From = Accept(Keyword.From) ? ParseFromList() : [],
            Where = Accept(Keyword.Where) ? ParseExpression() : null,
        };
        if (Accept(Keyword.Group)) select = ParseGroupBy(select);
        if (Accept(Keyword.Having)) select = select with { Having = ParseExpression() };
        if (Accept(Keyword.Window)) select = select with { Windows = ParseCommaSeparated(ParseWindowDefinition) };
        return select;
    }

    /// <summary>Whether what follows SELECT is no entry of its list: the list may be empty.</summary>
    private bool AtEmptySelectList() => Current.Kind is TokenKind.End or TokenKind.Semicolon or TokenKind.RightParenthesis
        || Current.Keyword is Keyword.From or Keyword.Into or Keyword.Where or Keyword.Group or Keyword.Having or Keyword.Window
            or Keyword.Union or Keyword.Intersect or Keyword.Except or Keyword.Order or Keyword.Limit or Keyword.Offset or Keyword.Fetch or Keyword.For;

    private SyntaxList<SelectItem> ParseSelectItems() => ParseCommaSeparated(ParseSelectItem);

    private SelectItem ParseSelectItem()
    {
        var position = Position;
        if (Accept(TokenKind.Star)) return new SelectItem(new StarExpression([]) { Position = position }, null) { Position = position };
        var value = ParseExpression(Precedence.SelectItem);
        string? alias = null;
        if (Accept(Keyword.As) || IsBareLabel(Current)) alias = ParseLabel();
        return new SelectItem(value, alias) { Position = position };
    }

    private IntoClause ParseInto()
    {
        var position = Position;
        Advance();
        var persistence = Persistence.Permanent;
        if (At(Keyword.Local) || At(Keyword.Global))
        {
            Advance();
            if (!Accept(Keyword.Temporary)) Expect(Keyword.Temp);
            persistence = Persistence.Temporary;
        }
        else if (Accept(Keyword.Temporary) || Accept(Keyword.Temp)) persistence = Persistence.Temporary;
        else if (Accept(Keyword.Unlogged)) persistence = Persistence.Unlogged;
        Accept(Keyword.Table);
        return new IntoClause(ParseQualifiedName(), persistence) { Position = position };
    }

    private SelectQuery ParseGroupBy(SelectQuery select)
    {
        Expect(Keyword.By);
        var isDistinct = Accept(Keyword.Distinct);
        if (!isDistinct) Accept(Keyword.All);
        return select with { IsGroupByDistinct = isDistinct, GroupBy = ParseCommaSeparated(ParseGroupingElement) };
    }

    private GroupingElement ParseGroupingElement()
    {
        CheckDepth();
        var position = Position;
        if (At(TokenKind.LeftParenthesis) && PeekIs(TokenKind.RightParenthesis))
        {
            Advance();
            Advance();
            return new EmptyGroupingSet { Position = position };
        }
        if (Accept(Keyword.Grouping, Keyword.Sets))
            return new GroupingSet(GroupingKind.GroupingSets, ParseParenthesized(ParseGroupingElement)) { Position = position };
        if (Current.Keyword is Keyword.Rollup or Keyword.Cube && PeekIs(TokenKind.LeftParenthesis))
        {
            var kind = At(Keyword.Rollup) ? GroupingKind.Rollup : GroupingKind.Cube;
            Advance();
            return new GroupingSet(kind, ParseParenthesized(ParseGroupingValue)) { Position = position };
        }
        return ParseGroupingValue();
    }

    private GroupingElement ParseGroupingValue()
    {
        var value = ParseExpression();
        return new GroupingValue(value) { Position = value.Start };
    }

    private WindowDefinition ParseWindowDefinition()
    {
        var position = Position;
        var name = ParseColumnId();
        Expect(Keyword.As);
        return new WindowDefinition(name, ParseWindowSpecification()) { Position = position };
    }

    private ValuesQuery ParseValues()
    {
        var position = Position;
        Expect(Keyword.Values);
        var rows = new List<SyntaxList<Expression>>();
        var fields = new List<Expression>();
        do
        {
            Expect(TokenKind.LeftParenthesis);
            fields.Clear();
            do fields.Add(ParseExpression());
            while (Accept(TokenKind.Comma));
            Expect(TokenKind.RightParenthesis);
            rows.Add(ToList(fields));
        }
        while (Accept(TokenKind.Comma));
        return new ValuesQuery(ToList(rows)) { Position = position };
    }

    private SelectQuery ParseTableQuery()
    {
        var position = Position;
        Expect(Keyword.Table);
        var star = new SelectItem(new StarExpression([]) { Position = position }, null) { Position = position };
        return new SelectQuery([star]) { Position = position, From = [ParseTableReference()] };
    }

    private WithClause ParseWith()
    {
        var position = Position;
        Expect(Keyword.With);
        var isRecursive = Accept(Keyword.Recursive);
        return new WithClause(isRecursive, ParseCommaSeparated(ParseCommonTable)) { Position = position };
    }

    private CommonTableExpression ParseCommonTable()
    {
        var position = Position;
        var name = ParseColumnId();
        var columns = ParseOptionalNames();
        Expect(Keyword.As);
        bool? materialized = Accept(Keyword.Materialized) ? true : Accept(Keyword.Not, Keyword.Materialized) ? false : null;
        Expect(TokenKind.LeftParenthesis);
        CheckDepth();
        var body = ParsePreparable();
        Expect(TokenKind.RightParenthesis);
        return new CommonTableExpression(name, columns, materialized, body)
        {
            Position = position,
            Search = At(Keyword.Search) ? ParseSearch() : null,
            Cycle = At(Keyword.Cycle) ? ParseCycle() : null,
        };
    }

    private SearchClause ParseSearch()
    {
        var position = Position;
        Advance();
        var isBreadthFirst = Accept(Keyword.Breadth);
        if (!isBreadthFirst) Expect(Keyword.Depth);
        Expect(Keyword.First, Keyword.By);
        var columns = ParseNameList();
        Expect(Keyword.Set);
        return new SearchClause(isBreadthFirst, columns, ParseColumnId()) { Position = position };
    }

    private CycleClause ParseCycle()
    {
        var position = Position;
        Advance();
        var columns = ParseNameList();
        Expect(Keyword.Set);
        var mark = ParseColumnId();
        Expression? value = null, otherwise = null;
        if (Accept(Keyword.To))
        {
            value = ParseConstant();
            Expect(Keyword.Default);
            otherwise = ParseConstant();
        }
        Expect(Keyword.Using);
        return new CycleClause(columns, mark, value, otherwise, ParseColumnId()) { Position = position };
    }

    /// <summary>A constant without a sign.</summary>
    private Expression ParseConstant()
    {
        var start = _index;
        var value = ParsePrimary();
        return value is Literal ? value : throw UnexpectedAt(start);
    }
}
