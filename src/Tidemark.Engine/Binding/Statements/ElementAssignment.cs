using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Assignments to a part of a column: an element of an array, a field of a row, a place in jsonb. The column's new value is its old one with that part replaced.</summary>
/// <param name="binder">The binder.</param>
/// <param name="expressions">Binds subscripts.</param>
/// <param name="target">What is assigned to.</param>
internal sealed class ElementAssignment(Binder binder, ExpressionBinder expressions, AssignmentTarget target)
{
    /// <summary>The new value.</summary>
    /// <param name="container">The old value.</param>
    /// <param name="value">What is assigned.</param>
    public BoundExpression Apply(BoundExpression container, BoundExpression value) => Replace(container, 0, value);

    private BoundExpression Replace(BoundExpression container, int step, BoundExpression value)
    {
        var type = Coercion.BaseOf(container.Type);
        var current = target.Path[step];
        if (current.Field is { } field) return ReplaceField(container, type, field, step, value);
        if (type.Kind == TypeKind.Jsonb) return ReplaceJson(container, step, value);
        if (!type.IsArray) throw TypeErrors.CannotSubscript(type.DisplayName, target.Position);

        var last = step;
        while (last + 1 < target.Path.Count && target.Path[last + 1].Subscript is not null) last++;
        var subscripts = target.Path.Skip(step).Take(last - step + 1).Select(s => s.Subscript!).ToList();
        var element = type.Element!;
        if (subscripts.Exists(s => s.IsSlice)) return ReplaceSlice(container, type, subscripts, last, value);
        ImmutableArray<BoundExpression> indexes = [.. subscripts.Select(s => Index(s.Upper!))];
        var replaced = last + 1 == target.Path.Count
            ? Assigned(value, element)
            : Replace(new BoundSubscript(container, [.. indexes.Select(i => ((BoundExpression?)null, (BoundExpression?)i, false))], element), last + 1, value);
        return Call("tidemark_set_element", [container, Array(indexes, SqlTypes.Int4), replaced], container.Type);
    }

    private BoundCall ReplaceSlice(BoundExpression container, SqlType type, List<Syntax.Expressions.Subscript> subscripts, int last, BoundExpression value)
    {
        if (subscripts.Count > 1 || last + 1 < target.Path.Count) throw InternalErrors.NotSupported("assignment to a slice of an array of several dimensions", target.Position);
        var bounds = subscripts[0];
        return Call("tidemark_set_slice", [container, Bound(bounds.Lower), Bound(bounds.Upper), Assigned(value, type)], container.Type);

        BoundExpression Bound(Syntax.Expressions.Expression? bound) => bound is null ? Constants.Null(SqlTypes.Int4) : Index(bound);
    }

    private BoundRow ReplaceField(BoundExpression container, SqlType type, string field, int step, BoundExpression value)
    {
        if (type.Kind != TypeKind.Composite) throw AssignmentErrors.NotComposite(field, target.Column, type.DisplayName, target.Position);
        var fields = ImmutableArray.CreateBuilder<BoundExpression>(type.Fields.Length);
        var found = false;
        for (var i = 0; i < type.Fields.Length; i++)
        {
            BoundExpression old = new BoundField(container, i, type.Fields[i].Name, type.Fields[i].Type);
            if (type.Fields[i].Name == field)
            {
                found = true;
                old = step + 1 == target.Path.Count ? Assigned(value, type.Fields[i].Type) : Replace(old, step + 1, value);
            }

            fields.Add(old);
        }

        if (!found) throw AssignmentErrors.NoField(field, target.Column, type.DisplayName, target.Position);
        return new BoundRow(fields.MoveToImmutable(), [.. type.Fields.Select(f => f.Name)], type);
    }

    private BoundCall ReplaceJson(BoundExpression container, int step, BoundExpression value)
    {
        var steps = ImmutableArray.CreateBuilder<BoundExpression>();
        var beginsWithInteger = false;
        for (var i = step; i < target.Path.Count; i++)
        {
            if (target.Path[i].Subscript is not { } subscript) throw AssignmentErrors.NotComposite(target.Path[i].Field!, target.Column, "jsonb", target.Position);
            var bound = expressions.BindJsonIndex(subscript);
            if (i == step) beginsWithInteger = bound.Type.Is(SqlTypes.Int4);
            steps.Add(binder.Coercion.TryCoerceTo(bound, SqlTypes.Text, CastContext.Explicit)!);
        }

        return Call("tidemark_set_path", [container, Array(steps.ToImmutable(), SqlTypes.Text), Assigned(value, SqlTypes.Jsonb), Constants.Bool(beginsWithInteger)], SqlTypes.Jsonb);
    }

    private BoundExpression Assigned(BoundExpression value, SqlType type) =>
        binder.Coercion.TryCoerceTo(value, type, CastContext.Assignment)
        ?? throw AssignmentErrors.ElementType(target.Column, type.DisplayName, value.Type.DisplayName, target.Position);

    private BoundExpression Index(Syntax.Expressions.Expression index) =>
        binder.Coercion.TryCoerceTo(expressions.Bind(index, ExpressionKind.Update), SqlTypes.Int4, CastContext.Assignment) ?? throw TypeErrors.SubscriptMustBeInteger(index.Start);

    private static BoundArray Array(ImmutableArray<BoundExpression> elements, SqlType type) => new(elements, SqlTypes.ArrayOf(type)!);

    private BoundCall Call(string name, ImmutableArray<BoundExpression> arguments, SqlType type) =>
        new((ScalarFunction)binder.Context.Routines.Find(name).First(), arguments, type);
}
