using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>How a value gets from one type to another, before an expression is at hand.</summary>
internal enum CoercionPath
{
    /// <summary>There is no way, or none that applies in this context.</summary>
    None,

    /// <summary>The same bytes.</summary>
    Relabel,

    /// <summary>A cast's function.</summary>
    Function,

    /// <summary>Element by element.</summary>
    Array,

    /// <summary>Through the text form.</summary>
    Text,
}

/// <summary>Implicit, assignment and explicit conversions, by the rules of PostgreSQL's parse_coerce.c (manual, chapter 10).</summary>
internal sealed class Coercion(RoutineCatalog routines, LiteralReader literals, ParameterTypes parameters, DomainRules domains)
{
    /// <summary>The type under a domain; the type itself for any other.</summary>
    public static SqlType BaseOf(SqlType type)
    {
        while (type.Kind == TypeKind.Domain) type = type.Element!;
        return type;
    }

    /// <summary>The way from one type to another in a context, and the function where the way is one.</summary>
    public (CoercionPath Path, ScalarFunction? Function) FindPath(SqlType source, SqlType target, CastContext context)
    {
        source = BaseOf(source);
        target = BaseOf(target);
        if (source.Is(target)) return (CoercionPath.Relabel, null);
        if (routines.FindCast(source, target) is { } cast)
        {
            if (context < cast.Context) return (CoercionPath.None, null);
            return cast.Function is null ? (CoercionPath.Relabel, null) : (CoercionPath.Function, cast.Function);
        }

        if (source.IsArray && target.IsArray)
        {
            // int2vector and oidvector lie as other arrays do.
            if (source.Element!.Is(target.Element!)) return (CoercionPath.Relabel, null);
            var (path, function) = FindPath(source.Element!, target.Element!, context);
            return path == CoercionPath.None ? (path, null) : (CoercionPath.Array, function);
        }

        // Anything has a text form: that is enough for assignment to a string, and for explicit casts from one.
        if (context >= CastContext.Assignment && target.Category == TypeCategory.String) return (CoercionPath.Text, null);
        if (context >= CastContext.Explicit && source.Category == TypeCategory.String) return (CoercionPath.Text, null);
        return (CoercionPath.None, null);
    }

    /// <summary>Whether a value of one type can become one of another; a polymorphic target takes what fits its kind.</summary>
    public bool CanCoerce(SqlType source, SqlType target, CastContext context)
    {
        if (source.Is(target) || source.Is(SqlTypes.Unknown)) return true;
        if (target.Kind == TypeKind.Domain) return CanCoerce(source, target.Element!, context);
        if (source.Kind == TypeKind.Domain && !target.IsPolymorphic) return CanCoerce(source.Element!, target, context);
        if (target.IsPolymorphic) return Polymorphism.Accepts(target, BaseOf(source));
        if (target.Category == TypeCategory.Pseudo && target.Kind != TypeKind.Record) return false;
        if (target.IsRow && source.IsRow && (target.Kind == TypeKind.Record || source.Kind == TypeKind.Record)) return true;
        if (target.Kind == TypeKind.Record) return false;
        return FindPath(source, target, context).Path != CoercionPath.None;
    }

    /// <summary>Whether values of each type can become values of the type at the same place, polymorphic ones consistently.</summary>
    public bool CanCoerce(ReadOnlySpan<SqlType> sources, ReadOnlySpan<SqlType> targets, CastContext context)
    {
        var polymorphic = false;
        for (var i = 0; i < sources.Length; i++)
        {
            if (!CanCoerce(sources[i], targets[i], context)) return false;
            polymorphic |= targets[i].IsPolymorphic;
        }

        return !polymorphic || Polymorphism.IsConsistent(this, sources, targets);
    }

    /// <summary>The value as one of another type, whatever their modifiers; the caller knows that it can be.</summary>
    /// <param name="value">The value; a literal or parameter of unknown type becomes one of the target type.</param>
    /// <param name="target">A real type.</param>
    /// <param name="context">What kind of conversion was asked for.</param>
    public BoundExpression Coerce(BoundExpression value, SqlType target, CastContext context)
    {
        target = target.WithModifier(-1);
        var source = value.Type;
        if (source.Is(target)) return value;
        if (target.Kind == TypeKind.Domain) return CoerceToDomain(value, target, context);
        if (source.Is(SqlTypes.Unknown)) return CoerceUnknown(value, target);
        if (source.IsRow && target.Kind == TypeKind.Record) return value;
        if (source.Kind == TypeKind.Record && target.Kind == TypeKind.Composite) return CoerceRow(value, target, context);

        var (path, function) = FindPath(source, target, context);
        var isExplicit = context == CastContext.Explicit;
        if (path == CoercionPath.Function && value is BoundConstant { IsNull: false } number && IsExactNumber(source, target)) return literals.Reread(number, target);
        switch (path)
        {
            case CoercionPath.Relabel when value is BoundConstant constant:
                return constant with { Type = target, Value = constant.Value.As(target) };
            case CoercionPath.Relabel:
                return new BoundConversion(value, target, ConversionKind.Relabel, null, isExplicit) { Position = value.Position };
            case CoercionPath.Function:
                return new BoundConversion(value, target, ConversionKind.Function, function, isExplicit) { Position = value.Position };
            case CoercionPath.Array:
                return new BoundConversion(value, target, ConversionKind.Array, function, isExplicit) { Position = value.Position };
            case CoercionPath.Text:
                return new BoundConversion(value, target, ConversionKind.Text, null, isExplicit) { Position = value.Position };
            default:
                throw TypeErrors.CannotCast(source.DisplayName, target.DisplayName, value.Position);
        }
    }

    /// <summary>The value as one of another type, its modifier applied; null where there is no way in this context.</summary>
    public BoundExpression? TryCoerceTo(BoundExpression value, SqlType target, CastContext context)
    {
        if (!CanCoerce(value.Type, target, context)) return null;
        if (target.Modifier >= 0 && value.Type.Is(SqlTypes.Unknown) && target.Kind == TypeKind.Interval && value is BoundConstant { IsNull: false } literal)
        {
            // The fields of an interval decide how its text is read.
            return ApplyModifier(literals.Read(target, Constants.TextOf(literal), literal.Position), target, context);
        }

        return ApplyModifier(Coerce(value, target, context), target, context);
    }

    /// <summary>The value with the modifier of a type that it already has otherwise.</summary>
    public BoundExpression ApplyModifier(BoundExpression value, SqlType target, CastContext context)
    {
        if (target.Modifier < 0 || value.Type.Modifier == target.Modifier) return value;
        switch (value)
        {
            case BoundConstant { IsNull: true } constant:
                return constant with { Type = target, Value = constant.Value.As(target) };

            // An explicit cast truncates strings, which reading them does not.
            case BoundConstant constant when !target.IsArray && (!target.IsString || context != CastContext.Explicit):
                return literals.Reread(constant, target);
        }

        return new BoundConversion(value, target, ConversionKind.Modifier, null, context == CastContext.Explicit) { Position = value.Position };
    }

    /// <summary>The value as a boolean; 42804 where it cannot be one.</summary>
    /// <param name="value">The value.</param>
    /// <param name="construct">WHERE, AND, CASE/WHEN, ...</param>
    public BoundExpression ToBoolean(BoundExpression value, string construct)
    {
        if (value.Type.Is(SqlTypes.Bool)) return value;
        return TryCoerceTo(value, SqlTypes.Bool, CastContext.Assignment)
            ?? throw TypeErrors.ArgumentMustBeType(construct, "boolean", value.Type.DisplayName, value.Position);
    }

    /// <summary>The value as one of a type that a construct wants; 42804 where it cannot be one.</summary>
    public BoundExpression ToType(BoundExpression value, SqlType target, string construct) =>
        TryCoerceTo(value, target, CastContext.Assignment)
            ?? throw TypeErrors.ArgumentMustBeType(construct, target.DisplayName, value.Type.DisplayName, value.Position);

    /// <summary>The value as text when its type is unknown, a row with its fields so; otherwise the value.</summary>
    public BoundExpression ResolveUnknown(BoundExpression value) => value switch
    {
        _ when value.Type.Is(SqlTypes.Unknown) => CoerceUnknown(value, SqlTypes.Text),
        BoundRow row when row.Fields.Any(f => f.Type.Is(SqlTypes.Unknown) || f is BoundRow) => row.With([.. row.Fields.Select(ResolveUnknown)]),
        _ => value,
    };

    /// <summary>The value as one of the type that a construct's values share; 42846 where it cannot be one.</summary>
    public BoundExpression ToCommonType(BoundExpression value, SqlType target, string construct)
    {
        if (value.Type.Equals(target)) return value;
        if (!CanCoerce(value.Type, target, CastContext.Implicit)) throw TypeErrors.CouldNotConvert(construct, value.Type.DisplayName, target.DisplayName, value.Position);
        var coerced = Coerce(value, target, CastContext.Implicit);

        // A value that keeps its type keeps its modifier too, which the others do not share.
        return coerced;
    }

    /// <summary>All values as ones of a common type.</summary>
    public ImmutableArray<BoundExpression> ToCommonType(IEnumerable<BoundExpression> values, SqlType target, string construct) =>
        [.. values.Select(v => ToCommonType(v, target, construct))];

    /// <summary>
    /// The type that values of one construct (UNION, CASE, VALUES, ...) share, by PostgreSQL's select_common_type; null for <paramref name="construct"/> null where there is none.
    /// </summary>
    /// <param name="values">The values in the order in which PostgreSQL looks at them.</param>
    /// <param name="construct">The construct's name for 42804; null to get null instead.</param>
    public SqlType? FindCommonType(IReadOnlyList<BoundExpression> values, string? construct)
    {
        var type = FindCommonType([.. values.Select(v => v.Type)], out var culprit, out var candidate);
        if (type is not null || construct is null) return type;
        throw TypeErrors.TypesCannotBeMatched(construct, candidate!.DisplayName, BaseOf(values[culprit].Type).DisplayName, values[culprit].Position);
    }

    /// <summary>The type that values of these types share; null where there is none, with the one at fault and what had been found before it.</summary>
    public SqlType? FindCommonType(IReadOnlyList<SqlType> types, out int culprit, out SqlType? candidate)
    {
        culprit = -1;
        candidate = types[0];
        if (!candidate.Is(SqlTypes.Unknown))
        {
            var first = candidate;
            if (types.All(t => t.Is(first))) return types.All(t => t.Equals(first)) ? first : first.WithModifier(-1);
        }

        candidate = BaseOf(candidate).WithModifier(-1);
        for (var i = 1; i < types.Count; i++)
        {
            var next = BaseOf(types[i]).WithModifier(-1);
            if (next.Is(SqlTypes.Unknown) || next.Is(candidate)) continue;
            if (candidate.Is(SqlTypes.Unknown))
            {
                candidate = next;
            }
            else if (next.Category != candidate.Category)
            {
                culprit = i;
                return null;
            }
            else if (!candidate.IsPreferred && CanCoerce(candidate, next, CastContext.Implicit) && !CanCoerce(next, candidate, CastContext.Implicit))
            {
                candidate = next;
            }
        }

        return candidate.Is(SqlTypes.Unknown) ? SqlTypes.Text : candidate;
    }

    // Numbers whose value in the target type is what reading their text as that type gives: literals need no function to be converted.
    private static bool IsExactNumber(SqlType source, SqlType target) => source.Kind switch
    {
        TypeKind.Int4 or TypeKind.Int8 => target.Kind is TypeKind.Int8 or TypeKind.Float8 or TypeKind.Numeric,
        TypeKind.Numeric => target.Kind == TypeKind.Float8,
        _ => false,
    };

    // By way of the type behind it.
    private BoundExpression CoerceToDomain(BoundExpression value, SqlType target, CastContext context)
    {
        var real = target.Element!;
        while (real.Kind == TypeKind.Domain) real = real.Element!;
        var based = TryCoerceTo(value, real, context) ?? throw TypeErrors.CannotCast(value.Type.DisplayName, target.DisplayName, value.Position);
        if (domains.Of(target) is { } rules) return new BoundDomain(based, target, rules) { Position = value.Position };
        return based is BoundConstant constant
            ? constant with { Type = target, Value = constant.Value.As(target) }
            : new BoundConversion(based, target, ConversionKind.Relabel, null, context == CastContext.Explicit) { Position = value.Position };
    }

    // Field by field, by the place of each.
    private BoundRow CoerceRow(BoundExpression value, SqlType target, CastContext context)
    {
        if (value is not BoundRow row) throw TypeErrors.CannotCast(value.Type.DisplayName, target.DisplayName, null);
        var fields = ImmutableArray.CreateBuilder<BoundExpression>(target.Fields.Length);
        for (var i = 0; i < target.Fields.Length; i++)
        {
            if (i >= row.Fields.Length) throw Refuse("Input has too few columns.");
            var wanted = target.Fields[i].Type;
            fields.Add(TryCoerceTo(row.Fields[i], wanted, context) ?? throw Refuse($"Cannot cast type {row.Fields[i].Type.DisplayName} to {wanted.DisplayName} in column {i + 1}."));
        }

        if (row.Fields.Length > target.Fields.Length) throw Refuse("Input has too many columns.");
        return new BoundRow(fields.ToImmutable(), [.. target.Fields.Select(f => f.Name)], target) { Position = value.Position };

        SqlException Refuse(string detail) => TypeErrors.CannotCast(SqlTypes.Record.DisplayName, target.DisplayName, null, detail);
    }

    private BoundExpression CoerceUnknown(BoundExpression value, SqlType target)
    {
        switch (value)
        {
            case BoundConstant { IsNull: true }:
                return Constants.Null(target) with { Position = value.Position };
            case BoundConstant constant:
                return literals.Read(target, Constants.TextOf(constant), constant.Position);
            case BoundParameter parameter:
                parameters.Determine(parameter.Index, target, parameter.Position);
                return parameter with { Type = target };
            default:
                // A column of unknown type comes from a query whose literals were left open; it lies as text.
                return new BoundConversion(value, target, target.IsString ? ConversionKind.Relabel : ConversionKind.Text, null, true) { Position = value.Position };
        }
    }
}
