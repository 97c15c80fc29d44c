using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Binds VALUES as a query: columns take the common type of their values.</summary>
internal sealed class ValuesBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the rows, their order and their limit.</summary>
    public Relation Bind(ValuesQuery query)
    {
        var expressions = new ExpressionBinder(binder, scope);
        var rows = query.Rows.Select(row => BindRow(row, expressions)).ToList();
        var width = rows[0].Count;
        for (var i = 1; i < rows.Count; i++)
            if (rows[i].Count != width)
                throw QueryErrors.UnequalColumnCounts("VALUES lists must all be the same length", query.Rows[i].Count > 0 ? query.Rows[i][0].Start : null);

        for (var column = 0; column < width; column++)
        {
            var values = rows.Select(r => r[column]).ToList();
            var type = binder.Coercion.FindCommonType(values, "VALUES")!;
            foreach (var row in rows) row[column] = binder.Coercion.ToCommonType(row[column], type, "VALUES");
        }

        var columns = rows[0].Select((value, i) => binder.NewColumn($"column{i + 1}", CommonModifier(rows, i, value))).ToImmutableArray();
        Relation relation = new Values([.. rows.Select(r => r.ToImmutableArray())], columns);
        if (query.Locking.Count > 0) throw QueryErrors.NotImplemented("FOR UPDATE cannot be applied to VALUES", null);
        return new OutputOrder(binder, scope).Apply(relation, query, isSetOperation: false);
    }

    private static Types.SqlType CommonModifier(List<List<BoundExpression>> rows, int column, BoundExpression first) =>
        rows.TrueForAll(r => r[column].Type.Equals(first.Type)) ? first.Type : first.Type.WithModifier(-1);

    private static List<BoundExpression> BindRow(IReadOnlyList<Expression> row, ExpressionBinder expressions)
    {
        var values = new List<BoundExpression>();
        foreach (var value in row)
        {
            if (expressions.ExpandStar(value, ExpressionKind.Values) is { } expanded) values.AddRange(expanded.Select(e => e.Value));
            else values.Add(expressions.Bind(value, ExpressionKind.Values));
        }

        return values;
    }
}
