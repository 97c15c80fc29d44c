using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Operators, comparisons of rows, BETWEEN, LIKE, IN lists and ANY/ALL over arrays.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindOperator(OperatorExpression e)
    {
        if (e.Left is RowConstructor leftRow && e.Right is RowConstructor rightRow)
            return CompareRows(e.Operator.Symbol, BindRow(leftRow), BindRow(rightRow), e.Position);
        if (e.Left is RowConstructor row && e.Right is SubqueryExpression query)
            return BindRowSubquery(row, e.Operator, query, e.Position);

        var left = e.Left is null ? null : Bind(e.Left);
        var right = Bind(e.Right);
        if (left is BoundRow { IsConstructor: true, Fields.Length: > 0 } a && right is BoundRow { IsConstructor: true, Fields.Length: > 0 } b)
            return CompareRows(e.Operator.Symbol, a, b, e.Position);
        var call = binder.Operators.Apply(e.Operator, left, right, e.Position);

        // Errors about the whole expression point at its beginning.
        return call with { Position = e.Start };
    }

    // Rows compare field by field from the left: the first pair that differs decides.
    private BoundExpression CompareRows(string symbol, BoundRow left, BoundRow right, int position)
    {
        if (left.Fields.Length != right.Fields.Length) throw TypeErrors.UnequalRowLengths(position);
        if (left.Fields.IsEmpty) throw TypeErrors.EmptyRowComparison(position);
        var pairs = left.Fields.Zip(right.Fields).ToList();
        switch (symbol)
        {
            case "=" or "<>":
                return Combine(symbol == "=", [.. pairs.Select(p => CompareFields(symbol, p.First, p.Second, position))]);
            case "<" or "<=" or ">" or ">=":
                var strict = symbol[..1];

                // Looked up from the left, so that the first pair that cannot be compared is the one complained about.
                foreach (var (first, second) in pairs) CompareFields(symbol, first, second, position);
                var (lastLeft, lastRight) = pairs[^1];
                var result = CompareFields(symbol, lastLeft, lastRight, position);
                for (var i = pairs.Count - 2; i >= 0; i--)
                {
                    var (a, b) = pairs[i];
                    var equalThenRest = new BoundLogical(true, [CompareFields("=", a, b, position), result]);
                    result = new BoundLogical(false, [CompareFields(strict, a, b, position), equalThenRest]);
                }

                return result;
            default:
                CompareFields(symbol, pairs[0].First, pairs[0].Second, position);
                throw TypeErrors.RowOperatorNotComparison(symbol, position);
        }
    }

    private BoundExpression CompareFields(string symbol, BoundExpression left, BoundExpression right, int position) =>
        left is BoundRow { IsConstructor: true } a && right is BoundRow { IsConstructor: true } b ? CompareRows(symbol, a, b, position)
        : Apply(symbol, left, right, position) is var call && call.Type.Is(SqlTypes.Bool) ? call
        : throw TypeErrors.RowOperatorMustBeBoolean(call.Type.DisplayName, position);

    private BoundExpression BindDistinctFrom(DistinctFromExpression e)
    {
        var left = Bind(e.Left);
        var right = Bind(e.Right);
        if (IsNullLiteral(left)) return new BoundIsNull(right, !e.IsNot);
        if (IsNullLiteral(right)) return new BoundIsNull(left, !e.IsNot);
        if (left is BoundRow { IsConstructor: true } a && right is BoundRow { IsConstructor: true } b)
        {
            if (a.Fields.Length != b.Fields.Length) throw TypeErrors.UnequalRowLengths(e.Position);
            return Combine(e.IsNot, [.. a.Fields.Zip(b.Fields).Select(p => (BoundExpression)Distinct(p.First, p.Second))]);
        }

        return Distinct(left, right);

        BoundDistinctFrom Distinct(BoundExpression x, BoundExpression y)
        {
            var equality = Apply("=", x, y, e.Position);
            if (!equality.Type.Is(SqlTypes.Bool)) throw TypeErrors.RequiresBooleanOperator("IS DISTINCT FROM", e.Position);
            return new BoundDistinctFrom(equality.Arguments[0], equality.Arguments[1], equality.Function, e.IsNot);
        }
    }

    private static bool IsNullLiteral(BoundExpression expression) => expression is BoundConstant { IsNull: true, Type.Kind: TypeKind.Unknown };

    private BoundExpression BindBetween(BetweenExpression e)
    {
        var operand = Bind(e.Operand);
        var low = Bind(e.Low);
        var high = Bind(e.High);
        var straight = Range(low, high);
        if (!e.IsSymmetric) return straight;
        return Combine(e.IsNot, [straight, Range(high, low)]);

        BoundExpression Range(BoundExpression from, BoundExpression to) => Combine(
            !e.IsNot, [Compare(e.IsNot ? "<" : ">=", from), Compare(e.IsNot ? ">" : "<=", to)]);

        BoundExpression Compare(string symbol, BoundExpression bound) => operand is BoundRow { IsConstructor: true } a && bound is BoundRow { IsConstructor: true } b
            ? CompareRows(symbol, a, b, e.Position)
            : ApplyToBoolean(symbol, operand, bound, e.Position, "BETWEEN");
    }

    private BoundCall BindLike(LikeExpression e)
    {
        var operand = Bind(e.Operand);
        var pattern = Bind(e.Pattern);
        if (e.Kind == LikeKind.SimilarTo)
        {
            // The pattern is translated to a regular expression.
            List<NamedArgument> arguments = [new(null, pattern)];
            if (e.Escape is not null) arguments.Add(new NamedArgument(null, Bind(e.Escape)));
            pattern = CallScalar("similar_to_escape", arguments, e.Position);
            return Apply(e.IsNot ? "!~" : "~", operand, pattern, e.Position);
        }

        if (e.Escape is not null) pattern = CallScalar("like_escape", [new(null, pattern), new(null, Bind(e.Escape))], e.Position);
        var symbol = (e.IsNot ? "!" : "") + (e.Kind == LikeKind.Like ? "~~" : "~~*");
        return Apply(symbol, operand, pattern, e.Position);
    }

    private BoundExpression BindInList(InListExpression e)
    {
        var operand = Bind(e.Operand);
        var items = BindAll(e.Items);
        if (operand is not BoundRow { IsConstructor: true } && items.Length > 1 && TryBindInList(operand, items, e.IsNot) is { } list) return list;

        var symbol = e.IsNot ? "<>" : "=";
        return Combine(e.IsNot, [.. items.Select(Compare)]);

        BoundExpression Compare(BoundExpression item) => operand is BoundRow { IsConstructor: true } a && item is BoundRow { IsConstructor: true } b
            ? CompareRows(symbol, a, b, e.Position)
            : ApplyToBoolean(symbol, operand, item, e.Position, "IN");
    }

    // All values as one type with the operand, compared by that type's equality; null where they have none in common.
    private BoundInList? TryBindInList(BoundExpression operand, IReadOnlyList<BoundExpression> items, bool isNegated)
    {
        var type = Coercion.FindCommonType([operand, .. items], null);
        if (type is null || type.Category == TypeCategory.Pseudo || binder.Operators.Equality(type) is not { } equality) return null;

        // The equality may be another type's (text's for varchar): then the values become of that type.
        var compared = equality.Parameters[0].Type is { IsPolymorphic: false } parameter ? parameter : type;
        return new BoundInList(
            Coercion.Coerce(operand, compared, Catalog.CastContext.Implicit),
            [.. items.Select(i => Coercion.Coerce(i, compared, Catalog.CastContext.Implicit))],
            equality,
            isNegated);
    }

    private BoundArrayComparison BindQuantifiedArray(QuantifiedArrayExpression e)
    {
        var operand = Bind(e.Left);
        var array = Bind(e.Array);
        var arrayType = Coercion.BaseOf(array.Type);
        if (!arrayType.IsArray && !arrayType.Is(SqlTypes.Unknown)) throw TypeErrors.QuantifierRequiresArray(e.Position);
        var element = arrayType.IsArray ? arrayType.Element! : SqlTypes.Unknown;

        var found = binder.Operators.Find(e.Operator, operand.Type, element, e.Position);
        var types = Polymorphism.Resolve(Coercion, [operand.Type, element], [found.Left!, found.Right], e.Position);
        if (!types.Substitute(found.Function.Result, e.Position).Is(SqlTypes.Bool)) throw TypeErrors.QuantifierRequiresBoolean(e.Position);
        var elementType = types.Substitute(found.Right, e.Position);
        var wanted = SqlTypes.ArrayOf(elementType) ?? throw TypeErrors.NoArrayType(elementType.DisplayName, e.Position);
        return new BoundArrayComparison(
            Coercion.Coerce(operand, types.Substitute(found.Left!, e.Position), Catalog.CastContext.Implicit),
            Coercion.Coerce(array, wanted, Catalog.CastContext.Implicit),
            found.Function,
            e.Operator.Symbol,
            e.IsAll);
    }

    // A function that SQL's own syntax calls, found in pg_catalog.
    private BoundCall CallScalar(string name, IReadOnlyList<NamedArgument> arguments, int position, bool isVariadic = false)
    {
        var match = binder.Functions.Find(new QualifiedName(["pg_catalog", name]), arguments, isVariadic, false, static _ => null, position, out _)!;
        var call = binder.Functions.Resolve(match, arguments, position);
        return new BoundCall((Catalog.ScalarFunction)call.Routine, call.Arguments, call.Result) { Position = position };
    }
}
