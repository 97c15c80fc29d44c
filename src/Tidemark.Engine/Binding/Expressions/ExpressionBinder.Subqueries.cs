using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Subqueries in expressions.</summary>
internal sealed partial class ExpressionBinder
{
    private Relation BindSubquery(QueryExpression query, int position)
    {
        if (scope.Kind.ForbidsSubqueries() is { } place) throw QueryErrors.NotImplemented($"cannot use subquery in {place}", position);
        return binder.BindNested(query, scope, QueryUse.Nested);
    }

    private BoundSubquery BindExists(ExistsExpression e) =>
        new(SubqueryKind.Exists, BindSubquery(e.Query, e.Position), [], [], null, SqlTypes.Bool);

    private BoundSubquery BindScalarSubquery(SubqueryExpression e)
    {
        var query = BindSubquery(e.Query, e.Position);
        if (query.Output.Length != 1) throw QueryErrors.SubqueryMustReturnOneColumn(e.Position);
        return new BoundSubquery(SubqueryKind.Scalar, query, [], [], null, query.Output[0].Type);
    }

    private BoundSubquery BindArraySubquery(ArraySubqueryExpression e)
    {
        var query = BindSubquery(e.Query, e.Position);
        if (query.Output.Length != 1) throw QueryErrors.SubqueryMustReturnOneColumn(e.Position);
        var element = query.Output[0].Type;
        var type = element.IsArray ? element : SqlTypes.ArrayOf(element.WithModifier(-1)) ?? throw TypeErrors.NoArrayType(element.DisplayName, e.Position);
        return new BoundSubquery(SubqueryKind.Array, query, [], [], null, type);
    }

    private BoundExpression BindInSubquery(InSubqueryExpression e)
    {
        var any = Compare(e.Operand, new OperatorName("="), SubqueryKind.Any, e.Query, e.Position);
        return e.IsNot ? new BoundNot(any) : any;
    }

    private BoundSubquery BindQuantifiedSubquery(QuantifiedSubqueryExpression e) =>
        Compare(e.Left, e.Operator, e.IsAll ? SubqueryKind.All : SubqueryKind.Any, e.Query, e.Position);

    // (a, b) = (SELECT ...): one row, compared field by field. It is ANY of at most one row; that there be no more is for a limit of the subquery to hold.
    private BoundExpression BindRowSubquery(RowConstructor row, OperatorName symbol, SubqueryExpression query, int position)
    {
        var left = BindRow(row);
        var relation = BindSubquery(query.Query, query.Position);
        if (relation.Output.Length != left.Fields.Length) throw QueryErrors.SubqueryColumnCount(relation.Output.Length > left.Fields.Length, query.Position);
        var columns = relation.Output;
        var fields = columns.Select((_, i) => (BoundExpression)new BoundSubquery(
            SubqueryKind.Scalar, Only(relation, i), [], [], null, columns[i].Type)
        { Position = query.Position }).ToImmutableArray();
        return CompareRows(symbol.Symbol, left, BoundRow.Of(fields, [.. columns.Select(c => c.Name)]), position);
    }

    private static Project Only(Relation relation, int column) => new(relation, [new ProjectItem(relation.Output[column].Reference, relation.Output[column])]);

    // Of two errors PostgreSQL reports the subquery's, and what a parameter is the subquery says first.
    private BoundSubquery Compare(Expression operand, OperatorName symbol, SubqueryKind kind, QueryExpression query, int position)
    {
        var relation = BindSubquery(query, position);
        var left = Bind(operand);
        ImmutableArray<BoundExpression> operands = left is BoundRow { IsConstructor: true } row ? row.Fields : [left];
        if (relation.Output.Length != operands.Length) throw QueryErrors.SubqueryColumnCount(relation.Output.Length > operands.Length, position);
        if (left is BoundRow { Fields.Length: > 1, IsConstructor: true } ordered && symbol.Symbol is not ("=" or "<>")) return CompareOrdered(ordered, symbol, kind, relation, position);

        var compared = ImmutableArray.CreateBuilder<BoundExpression>();
        var columns = ImmutableArray.CreateBuilder<BoundExpression>();
        var functions = ImmutableArray.CreateBuilder<ScalarFunction>();
        for (var i = 0; i < operands.Length; i++)
        {
            var call = binder.Operators.Apply(symbol, operands[i], relation.Output[i].Reference, position);
            if (!call.Type.Is(SqlTypes.Bool)) throw TypeErrors.ArgumentMustBeType("row comparison operator", "boolean", call.Type.DisplayName, position);
            compared.Add(call.Arguments[0]);
            columns.Add(call.Arguments[1]);
            functions.Add(call.Function);
        }

        return new BoundSubquery(kind, Converted(relation, columns), compared.ToImmutable(), functions.ToImmutable(), symbol.Symbol, SqlTypes.Bool);
    }

    // (a, b) < ANY (SELECT c, d ...) is true = ANY (SELECT (a, b) < (c, d) ...): which column decides depends on the row.
    private BoundSubquery CompareOrdered(BoundRow left, OperatorName symbol, SubqueryKind kind, Relation relation, int position)
    {
        var right = BoundRow.Of([.. relation.Output.Select(c => (BoundExpression)c.Reference)], [.. relation.Output.Select(c => c.Name)]);
        var holds = binder.NewColumn("holds", SqlTypes.Bool);
        var compared = new Project(relation, [new ProjectItem(CompareRows(symbol.Symbol, left, right, position), holds)]);
        var isTrue = binder.Operators.Apply(new OperatorName("="), Constants.Bool(true), holds.Reference, position);
        return new BoundSubquery(kind, compared, [isTrue.Arguments[0]], [isTrue.Function], "=", SqlTypes.Bool);
    }

    // The subquery with its columns as the comparison takes them.
    private Relation Converted(Relation relation, IReadOnlyList<BoundExpression> columns)
    {
        if (columns.All(c => c is BoundColumn)) return relation;
        return new Project(relation, [.. columns.Select((c, i) => c is BoundColumn
            ? new ProjectItem(c, relation.Output[i])
            : new ProjectItem(c, binder.NewColumn(relation.Output[i].Name, c.Type)))]);
    }
}
