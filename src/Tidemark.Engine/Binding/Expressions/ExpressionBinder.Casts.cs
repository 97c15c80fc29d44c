using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Casts, typed literals, COLLATE, array constructors and subscripts.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindTypedLiteral(TypedLiteral e)
    {
        var type = binder.Types.Resolve(e.Type);
        var literal = Constants.Text(SqlTypes.Unknown, e.Value) with { Position = e.Position };
        return Coercion.TryCoerceTo(literal, type, CastContext.Explicit)!;
    }

    private BoundExpression BindCast(CastExpression e)
    {
        var type = binder.Types.Resolve(e.Type);
        if (e.Operand is ArrayConstructor constructor && type.IsArray) return Coercion.ApplyModifier(BindArray(constructor, type), type, CastContext.Explicit);
        var operand = Bind(e.Operand);
        try
        {
            return Coercion.TryCoerceTo(operand, type, CastContext.Explicit)
                ?? throw TypeErrors.CannotCast(operand.Type.DisplayName, type.DisplayName, e.Position);
        }
        catch (SqlException failure) when (failure.State == SqlState.CannotCoerce)
        {
            throw failure.At(e.Position);
        }
    }

    // All text compares by code points, which is what "C" says and what the default is.
    private BoundExpression BindCollate(CollateExpression e)
    {
        var operand = Bind(e.Operand);
        if (!operand.Type.IsString && !operand.Type.Is(SqlTypes.Unknown))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.DatatypeMismatch,
                Message = $"collations are not supported by type {operand.Type.DisplayName}",
                Position = e.Position,
            });
        }

        if (e.Collation.Object is not ("C" or "POSIX" or "default" or "ucs_basic")) throw NameErrors.CollationDoesNotExist(e.Collation.ToString(), e.Position);
        return operand;
    }

    /// <summary>ARRAY[...], whose elements become of the type of <paramref name="target"/> when a cast says it.</summary>
    private BoundArray BindArray(ArrayConstructor e, SqlType? target)
    {
        // An inner constructor is a dimension, not an element, and takes the type from the cast as well.
        var elements = e.Elements.Select(element => element is ArrayConstructor inner ? BindArray(inner, target) : Bind(element)).ToList();
        if (target is not null)
        {
            var wanted = target.Element!.WithModifier(-1);
            return new BoundArray([.. elements.Select(x => x is BoundArray inner && inner.Type.Is(target) ? inner : ToElement(x, wanted))], target.WithModifier(-1))
            {
                Position = e.Position,
            };
        }

        if (elements.Count == 0) throw TypeErrors.EmptyArrayTypeUndetermined(e.Position);
        var type = Coercion.FindCommonType(elements, "ARRAY")!;
        ImmutableArray<BoundExpression> unified = Coercion.ToCommonType(elements, type, "ARRAY");
        var arrayType = type.IsArray ? type : SqlTypes.ArrayOf(type.WithModifier(-1)) ?? throw TypeErrors.NoArrayType(type.DisplayName, e.Position);
        return new BoundArray(unified, arrayType);
    }

    private BoundExpression ToElement(BoundExpression value, SqlType type) =>
        Coercion.TryCoerceTo(value, type, CastContext.Explicit) ?? throw TypeErrors.CannotCast(value.Type.DisplayName, type.DisplayName, value.Position);

    private BoundExpression BindSubscript(SubscriptExpression e)
    {
        var operand = Bind(e.Operand);
        var type = Coercion.BaseOf(operand.Type);
        if (type.Kind == TypeKind.Jsonb) return BindJsonSubscript(e, operand);
        if (!type.IsArray) throw TypeErrors.CannotSubscript(operand.Type.DisplayName, operand.Position);
        var isSlice = e.Subscripts.Any(s => s.IsSlice);
        var indexes = e.Subscripts.Select(s => (Index(s.Lower), Index(s.Upper), s.IsSlice)).ToImmutableArray();
        return new BoundSubscript(operand, indexes, isSlice ? operand.Type : type.Element!);

        BoundExpression? Index(Expression? index) => index is null
            ? null
            : Coercion.TryCoerceTo(Bind(index), SqlTypes.Int4, CastContext.Assignment) ?? throw TypeErrors.SubscriptMustBeInteger(index.Start);
    }

    // By the path operator, which has the same meaning.
    private BoundCall BindJsonSubscript(SubscriptExpression e, BoundExpression operand)
    {
        var steps = e.Subscripts.Select(s => Coercion.TryCoerceTo(BindJsonIndex(s), SqlTypes.Text, CastContext.Explicit)!).ToImmutableArray();
        var path = new BoundArray(steps, SqlTypes.ArrayOf(SqlTypes.Text)!);
        return CallScalar("jsonb_extract_path", [new(null, operand), new(null, path)], operand.Position, isVariadic: true);
    }

    /// <summary>A subscript of jsonb: an int4 or a text.</summary>
    public BoundExpression BindJsonIndex(Subscript subscript)
    {
        if (subscript.IsSlice)
            throw new SqlException(new SqlError { State = SqlState.DatatypeMismatch, Message = "jsonb subscript does not support slices", Position = (subscript.Upper ?? subscript.Lower)?.Start ?? subscript.Position });
        var index = Bind(subscript.Upper!);
        var typed = index.Type.Is(SqlTypes.Unknown) || index.Type.IsString
            ? Coercion.TryCoerceTo(index, SqlTypes.Text, CastContext.Implicit)
            : Coercion.TryCoerceTo(index, SqlTypes.Int4, CastContext.Implicit);
        return typed ?? throw new SqlException(new SqlError
        {
            State = SqlState.DatatypeMismatch,
            Message = $"subscript type {index.Type.DisplayName} is not supported",
            Hint = "jsonb subscript must be coercible to either integer or text.",
            Position = index.Position,
        });
    }
}
