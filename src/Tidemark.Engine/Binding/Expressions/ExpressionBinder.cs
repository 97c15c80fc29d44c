using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Binds the expressions of one query level. Split by construct.</summary>
internal sealed partial class ExpressionBinder(Binder binder, Scope scope)
{
    private Coercion Coercion => binder.Coercion;

    /// <summary>Binds an expression that stands in a clause. Literals and parameters that nothing types stay of unknown type.</summary>
    public BoundExpression Bind(Expression expression, ExpressionKind kind) => RowValue(BindIn(expression, kind));

    private BoundExpression BindIn(Expression expression, ExpressionKind kind)
    {
        var outer = scope.Kind;
        scope.Kind = kind;
        try
        {
            return Bind(expression);
        }
        finally
        {
            scope.Kind = outer;
        }
    }

    /// <summary>Binds a condition that stands in a clause.</summary>
    public BoundExpression BindCondition(Expression expression, ExpressionKind kind) => Coercion.ToBoolean(Bind(expression, kind), kind.Name());

    private BoundExpression Bind(Expression expression)
    {
        StackDepth.Ensure();
        var bound = BindNode(expression);
        return bound.Position == 0 && expression.Start != 0 ? bound with { Position = expression.Start } : bound;
    }

    private BoundExpression BindNode(Expression expression) => expression switch
    {
        IntegerLiteral { Value: >= int.MinValue and <= int.MaxValue } e => Constants.Int4((int)e.Value),
        IntegerLiteral e => Constants.Int8(e.Value),
        NumericLiteral e => binder.Literals.Read(SqlTypes.Numeric, e.Text, e.Position),
        StringLiteral e => Constants.Text(SqlTypes.Unknown, e.Value) with { Position = e.Position },
        BooleanLiteral e => Constants.Bool(e.Value),
        NullLiteral => Constants.Null(SqlTypes.Unknown),
        BitStringLiteral e => throw InternalErrors.NotSupported("type bit", e.Position),
        TypedLiteral e => BindTypedLiteral(e),
        ParameterExpression e => new BoundParameter(e.Number - 1, binder.Context.Parameters.Use(e.Number, e.Position)) { Position = e.Position },
        DefaultExpression e => throw QueryErrors.DefaultNotAllowed(e.Position),
        ColumnReference e => BindColumn(e),
        StarExpression { Qualifier.IsEmpty: false } e => WholeRow(FindTable(e.Qualifier, e.Qualifier.Count, e.Position), e.Position),
        StarExpression e => throw QueryErrors.Malformed("row expansion via \"*\" is not supported here", e.Position),
        RowStarExpression e => throw QueryErrors.Malformed("row expansion via \"*\" is not supported here", e.Position),
        FieldSelection e => BindField(e),
        SubscriptExpression e => BindSubscript(e),
        OperatorExpression e => BindOperator(e),
        LogicalExpression e => BindLogical(e),
        NotExpression e => new BoundNot(Coercion.ToBoolean(Bind(e.Operand), "NOT")),
        NullTest e => BindNullTest(e),
        BooleanTest e => BindBooleanTest(e),
        DistinctFromExpression e => BindDistinctFrom(e),
        BetweenExpression e => BindBetween(e),
        LikeExpression e => BindLike(e),
        InListExpression e => BindInList(e),
        InSubqueryExpression e => BindInSubquery(e),
        QuantifiedArrayExpression e => BindQuantifiedArray(e),
        QuantifiedSubqueryExpression e => BindQuantifiedSubquery(e),
        ExistsExpression e => BindExists(e),
        SubqueryExpression e => BindScalarSubquery(e),
        ArraySubqueryExpression e => BindArraySubquery(e),
        CaseExpression e => BindCase(e),
        CoalesceExpression e => BindCoalesce(e),
        NullIfExpression e => BindNullIf(e),
        GreatestLeastExpression e => BindExtreme(e),
        CastExpression e => BindCast(e),
        CollateExpression e => BindCollate(e),
        ArrayConstructor e => BindArray(e, null),
        RowConstructor e => BindRow(e),
        FunctionCall e => BindFunction(e),
        SqlValueExpression e => BindSqlValue(e),
        GroupingExpression e => BindGrouping(e),
        CurrentOfExpression e => throw InternalErrors.NotSupported("WHERE CURRENT OF", e.Position),
        _ => throw InternalErrors.Unexpected($"an expression of unknown kind {expression.GetType().Name}"),
    };

    private ImmutableArray<BoundExpression> BindAll(IEnumerable<Expression> expressions) => [.. expressions.Select(Bind)];

    private BoundLogical BindLogical(LogicalExpression e)
    {
        var construct = e.Operator == LogicalOperator.And ? "AND" : "OR";
        return new BoundLogical(e.Operator == LogicalOperator.And, [.. e.Operands.Select(o => Coercion.ToBoolean(Bind(o), construct))]);
    }

    private BoundExpression BindNullTest(NullTest e)
    {
        var operand = Bind(e.Operand);
        if (operand is BoundRow { Fields.Length: > 0 } row)
        {
            // A row is null when all of its fields are, and not null when none is.
            BoundExpression[] tests = [.. row.Fields.Select(f => new BoundIsNull(f, e.IsNot))];
            return tests.Length == 1 ? tests[0] : new BoundLogical(true, [.. tests]);
        }

        return new BoundIsNull(operand, e.IsNot);
    }

    private BoundExpression BindBooleanTest(BooleanTest e)
    {
        var name = $"IS {(e.IsNot ? "NOT " : "")}{e.Value.ToString().ToUpperInvariant()}";
        var operand = Coercion.ToBoolean(Bind(e.Operand), name);
        return e.Value == TruthValue.Unknown ? new BoundIsNull(operand, e.IsNot) : new BoundBooleanTest(operand, e.Value == TruthValue.True, e.IsNot);
    }

    private BoundCall Apply(string symbol, BoundExpression? left, BoundExpression right, int position) =>
        binder.Operators.Apply(new OperatorName(symbol), left, right, position);

    private BoundExpression ApplyToBoolean(string symbol, BoundExpression left, BoundExpression right, int position, string construct) =>
        Coercion.ToBoolean(Apply(symbol, left, right, position), construct);

    private static BoundExpression Combine(bool isAnd, IReadOnlyList<BoundExpression> operands) => operands.Count == 1 ? operands[0] : new BoundLogical(isAnd, [.. operands]);
}
