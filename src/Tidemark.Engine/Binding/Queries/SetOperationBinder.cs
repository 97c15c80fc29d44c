using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Binds UNION, INTERSECT and EXCEPT: columns correspond by position and take their common types.</summary>
internal sealed class SetOperationBinder(Binder binder, Scope scope)
{
    /// <summary>Binds the operation with its order and limit.</summary>
    public Relation Bind(Syntax.Queries.SetOperation operation)
    {
        if (operation.Locking.Count > 0) throw QueryErrors.NotImplemented("FOR UPDATE is not allowed with UNION/INTERSECT/EXCEPT", null);
        return new OutputOrder(binder, scope).Apply(Combine(operation), operation, isSetOperation: true);
    }

    /// <summary>Binds the operation alone.</summary>
    public SetOperation Combine(Syntax.Queries.SetOperation operation)
    {
        StackDepth.Ensure();
        if (operation.Right is SelectQuery { Into: { } into }) throw QueryErrors.Malformed("INTO is only allowed on first SELECT of UNION/INTERSECT/EXCEPT", into.Name.Position);
        var left = BindSide(operation.Left);
        var right = BindSide(operation.Right);
        return Combine(operation, left, right);
    }

    /// <summary>Combines two sides that are bound, as they are or with their columns converted.</summary>
    public SetOperation Combine(Syntax.Queries.SetOperation operation, Relation left, Relation right)
    {
        var name = operation.Operator.ToString().ToUpperInvariant();
        if (left.Output.Length != right.Output.Length)
            throw QueryErrors.UnequalColumnCounts($"each {name} query must have the same number of columns", Place(operation.Right));

        var types = ImmutableArray.CreateBuilder<SqlType>();
        for (var i = 0; i < left.Output.Length; i++)
        {
            BoundExpression[] pair =
            [
                left.Output[i].Reference with { Position = Place(operation.Left, i) }, right.Output[i].Reference with { Position = Place(operation.Right, i) },
            ];
            var type = binder.Coercion.FindCommonType(pair, name)!;
            foreach (var side in pair)
                if (!binder.Coercion.CanCoerce(side.Type, type, Catalog.CastContext.Implicit))
                    throw TypeErrors.CouldNotConvert(name, side.Type.DisplayName, type.DisplayName, side.Position);
            if (!operation.IsAll && !OperatorResolution.CanCompareForEquality(type)) throw NameErrors.NoEqualityOperator(type.DisplayName, pair[0].Position);
            types.Add(type);
        }

        var kind = operation.Operator switch
        {
            SetOperator.Union => SetOperationKind.Union,
            SetOperator.Intersect => SetOperationKind.Intersect,
            _ => SetOperationKind.Except,
        };
        return new SetOperation(
            kind,
            operation.IsAll,
            binder.ConvertOutput(left, types),
            binder.ConvertOutput(right, types),
            [.. left.Output.Select((c, i) => binder.NewColumn(c.Name, types[i]))]);
    }

    // A nested operation without clauses of its own is part of the tree; anything else is a query of its own, whose literals are still to be typed.
    private Relation BindSide(QueryExpression side)
    {
        if (side is Syntax.Queries.SetOperation { With: null, OrderBy.IsEmpty: true, Limit: null, Offset: null, Locking.IsEmpty: true } nested) return Combine(nested);
        return binder.BindQuery(side, new Scope(scope.Parent) { CommonTables = scope.CommonTables }, QueryUse.Open);
    }

    /// <summary>Where the expression of a column stands.</summary>
    public static int Place(QueryExpression query, int column = 0) => query switch
    {
        SelectQuery select when column < select.Items.Count => select.Items[column].Value.Start,
        ValuesQuery values when column < values.Rows[0].Count => values.Rows[0][column].Start,
        Syntax.Queries.SetOperation nested => Place(nested.Left, column),
        _ => query.Position,
    };
}
