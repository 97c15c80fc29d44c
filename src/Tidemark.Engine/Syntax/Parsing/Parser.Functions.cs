using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Calls in the ordinary form, with what may follow an aggregate or window function.</summary>
internal sealed partial class Parser
{
    private static FunctionCall SystemCall(string name, FunctionForm form, int position, params ReadOnlySpan<Expression> arguments)
    {
        var list = new FunctionArgument[arguments.Length];
        for (var i = 0; i < list.Length; i++) list[i] = new FunctionArgument(arguments[i]) { Position = arguments[i].Position };
        return new FunctionCall(SystemName(name, position), new SyntaxList<FunctionArgument>(list)) { Form = form, Position = position };
    }

    /// <summary>A call, or <c>type(modifiers) 'string'</c>, which begins like one.</summary>
    private Expression ParseFunction()
    {
        var call = ParseFunctionApplication(out var orderByPosition);
        if (At(TokenKind.String)) return ParseModifiedString(call, orderByPosition);
        if (Current.Keyword is not (Keyword.Within or Keyword.Filter or Keyword.Over)) return call;
        if (At(Keyword.Within, Keyword.Group)) call = ParseWithinGroup(call);
        if (At(Keyword.Filter) && PeekIs(TokenKind.LeftParenthesis))
        {
            Advance();
            Advance();
            Expect(Keyword.Where);
            call = call with { Filter = ParseExpression() };
            Expect(TokenKind.RightParenthesis);
        }
        return Accept(Keyword.Over) ? call with { Over = ParseOver() } : call;
    }

    /// <summary><c>name(arguments)</c> with nothing behind it.</summary>
    private FunctionCall ParseFunctionApplication(out int orderByPosition)
    {
        CheckDepth();
        orderByPosition = 0;
        var name = ParseFunctionName();
        Expect(TokenKind.LeftParenthesis);
        var call = new FunctionCall(name, []) { Position = name.Position };
        if (Accept(TokenKind.RightParenthesis)) return call;
        if (Accept(TokenKind.Star))
        {
            Expect(TokenKind.RightParenthesis);
            return call with { IsStar = true };
        }
        var isDistinct = Accept(Keyword.Distinct);
        var isAll = !isDistinct && Accept(Keyword.All);
        var (arguments, isVariadic) = ParseArguments(allowsVariadic: !isDistinct && !isAll);
        orderByPosition = Position;
        var orderBy = At(Keyword.Order) ? ParseOrderBy() : [];
        Expect(TokenKind.RightParenthesis);
        return call with { Arguments = arguments, IsDistinct = isDistinct, IsVariadic = isVariadic, OrderBy = orderBy };
    }

    private (SyntaxList<FunctionArgument> Arguments, bool IsVariadic) ParseArguments(bool allowsVariadic)
    {
        var isVariadic = allowsVariadic && Accept(Keyword.Variadic);
        var first = ParseArgument();
        if (isVariadic || !At(TokenKind.Comma)) return ([first], isVariadic);
        var arguments = new List<FunctionArgument> { first };
        while (!isVariadic && Accept(TokenKind.Comma))
        {
            isVariadic = allowsVariadic && Accept(Keyword.Variadic);
            arguments.Add(ParseArgument());
        }
        return (ToList(arguments), isVariadic);
    }

    private FunctionArgument ParseArgument()
    {
        var position = Position;
        string? name = null;
        if (IsTypeOrFunctionName(Current) && (PeekIs(TokenKind.EqualsGreater) || PeekIs(TokenKind.ColonEquals)))
        {
            name = ParseTypeOrFunctionId();
            Advance();
        }
        return new FunctionArgument(ParseExpression(), name) { Position = position };
    }

    private TypedLiteral ParseModifiedString(FunctionCall call, int orderByPosition)
    {
        foreach (var argument in call.Arguments)
            if (argument.Name is not null)
                throw SyntaxErrors.Rule("type modifier cannot have parameter name", argument.Position);
        if (!call.OrderBy.IsEmpty) throw SyntaxErrors.Rule("type modifier cannot have ORDER BY", orderByPosition);
        if (call.IsStar || call.IsDistinct || call.IsVariadic || call.Arguments.IsEmpty) throw Unexpected();
        var modifiers = new Expression[call.Arguments.Count];
        for (var i = 0; i < modifiers.Length; i++) modifiers[i] = call.Arguments[i].Value;
        return ParseStringOfType(call.Name, new SyntaxList<Expression>(modifiers));
    }

    private FunctionCall ParseWithinGroup(FunctionCall call)
    {
        var position = Position;
        Advance();
        Advance();
        Expect(TokenKind.LeftParenthesis);
        var orderBy = ParseOrderBy();
        Expect(TokenKind.RightParenthesis);
        if (!call.OrderBy.IsEmpty) throw SyntaxErrors.Rule("cannot use multiple ORDER BY clauses with WITHIN GROUP", position);
        if (call.IsDistinct) throw SyntaxErrors.Rule("cannot use DISTINCT with WITHIN GROUP", position);
        if (call.IsVariadic) throw SyntaxErrors.Rule("cannot use VARIADIC with WITHIN GROUP", position);
        return call with { OrderBy = orderBy, IsWithinGroup = true };
    }

    private WindowReference ParseOver()
    {
        var position = Position;
        if (At(TokenKind.LeftParenthesis)) return ParseWindowSpecification();
        return new NamedWindowReference(ParseColumnId()) { Position = position };
    }

    private WindowSpecification ParseWindowSpecification()
    {
        var position = Position;
        Expect(TokenKind.LeftParenthesis);
        // PARTITION, RANGE, ROWS and GROUPS may be names, but not here.
        var hasBase = IsColumnName(Current) && Current.Keyword is not (Keyword.Partition or Keyword.Range or Keyword.Rows or Keyword.Groups);
        var baseWindow = hasBase ? ParseColumnId() : null;
        SyntaxList<Expression> partitionBy = [];
        if (Accept(Keyword.Partition))
        {
            Expect(Keyword.By);
            partitionBy = ParseExpressionList();
        }
        var orderBy = At(Keyword.Order) ? ParseOrderBy() : [];
        var frame = ParseFrame();
        Expect(TokenKind.RightParenthesis);
        return new WindowSpecification(baseWindow, partitionBy, orderBy, frame) { Position = position };
    }

    private WindowFrame? ParseFrame()
    {
        var position = Position;
        FrameUnit unit;
        if (Accept(Keyword.Rows)) unit = FrameUnit.Rows;
        else if (Accept(Keyword.Range)) unit = FrameUnit.Range;
        else if (Accept(Keyword.Groups)) unit = FrameUnit.Groups;
        else return null;
        var isBetween = Accept(Keyword.Between);
        var from = ParseFrameBound();
        FrameBound? to = null;
        if (isBetween)
        {
            Expect(Keyword.And);
            to = ParseFrameBound();
        }
        CheckFrame(from, to);
        return new WindowFrame(unit, from, to, ParseExclusion()) { Position = position };
    }

    private static void CheckFrame(FrameBound from, FrameBound? to)
    {
        if (from.Kind == FrameBoundKind.UnboundedFollowing)
            throw SyntaxErrors.InvalidFrame("frame start cannot be UNBOUNDED FOLLOWING", from.Position);
        if (to is null)
        {
            if (from.Kind == FrameBoundKind.Following)
                throw SyntaxErrors.InvalidFrame("frame starting from following row cannot end with current row", from.Position);
            return;
        }
        if (to.Kind == FrameBoundKind.UnboundedPreceding)
            throw SyntaxErrors.InvalidFrame("frame end cannot be UNBOUNDED PRECEDING", to.Position);
        if (from.Kind == FrameBoundKind.CurrentRow && to.Kind == FrameBoundKind.Preceding)
            throw SyntaxErrors.InvalidFrame("frame starting from current row cannot have preceding rows", to.Position);
        if (from.Kind == FrameBoundKind.Following && to.Kind is FrameBoundKind.Preceding or FrameBoundKind.CurrentRow)
            throw SyntaxErrors.InvalidFrame("frame starting from following row cannot have preceding rows", to.Position);
    }

    private FrameBound ParseFrameBound()
    {
        var position = Position;
        if (Accept(Keyword.Unbounded))
        {
            if (Accept(Keyword.Preceding)) return new FrameBound(FrameBoundKind.UnboundedPreceding, null) { Position = position };
            Expect(Keyword.Following);
            return new FrameBound(FrameBoundKind.UnboundedFollowing, null) { Position = position };
        }
        if (Accept(Keyword.Current, Keyword.Row)) return new FrameBound(FrameBoundKind.CurrentRow, null) { Position = position };
        var offset = ParseExpression();
        if (Accept(Keyword.Preceding)) return new FrameBound(FrameBoundKind.Preceding, offset) { Position = position };
        Expect(Keyword.Following);
        return new FrameBound(FrameBoundKind.Following, offset) { Position = position };
    }

    private FrameExclusion ParseExclusion()
    {
        if (!Accept(Keyword.Exclude)) return FrameExclusion.NoOthers;
        if (Accept(Keyword.Current, Keyword.Row)) return FrameExclusion.CurrentRow;
        if (Accept(Keyword.Group)) return FrameExclusion.Group;
        if (Accept(Keyword.Ties)) return FrameExclusion.Ties;
        Expect(Keyword.No, Keyword.Others);
        return FrameExclusion.NoOthers;
    }

    private SyntaxList<SortItem> ParseOrderBy()
    {
        Expect(Keyword.Order, Keyword.By);
        return ParseCommaSeparated(ParseSortItem);
    }

    private SortItem ParseSortItem()
    {
        var value = ParseExpression();
        OperatorName? usingOperator = null;
        var direction = SortDirection.Default;
        if (Accept(Keyword.Using))
        {
            usingOperator = ParseOperator();
            direction = SortDirection.Using;
        }
        else direction = ParseDirection();
        return new SortItem(value, direction, ParseNullsOrder(), usingOperator) { Position = value.Start };
    }

    private SortDirection ParseDirection() =>
        Accept(Keyword.Asc) ? SortDirection.Ascending : Accept(Keyword.Desc) ? SortDirection.Descending : SortDirection.Default;

    private NullsOrder ParseNullsOrder() =>
        Accept(Keyword.Nulls, Keyword.First) ? NullsOrder.First : Accept(Keyword.Nulls, Keyword.Last) ? NullsOrder.Last : NullsOrder.Default;
}
