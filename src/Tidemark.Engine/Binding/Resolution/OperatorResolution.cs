using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Finds operators for operands (manual, section 10.2).</summary>
internal sealed class OperatorResolution(CatalogSnapshot catalog, RoutineCatalog routines, Coercion coercion)
{
    private const int MaxRemembered = 16_384;

    // What operand types lead to follows from the routines alone, so all statements over them share what one has found.
    private static readonly ConditionalWeakTable<RoutineCatalog, ConcurrentDictionary<Lookup, Operator>> s_found = [];

    private readonly ConcurrentDictionary<Lookup, Operator> _found = s_found.GetValue(routines, static _ => new ConcurrentDictionary<Lookup, Operator>());

    /// <summary>The operator over two operands applied to them, or over one (<paramref name="left"/> null).</summary>
    /// <param name="name">The operator.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="position">The operator's place.</param>
    public BoundCall Apply(OperatorName name, BoundExpression? left, BoundExpression right, int position)
    {
        var found = Find(name, left?.Type, right.Type, position);
        return Apply(found, left, right, position);
    }

    /// <summary>An operator that was found applied to operands that it takes.</summary>
    public BoundCall Apply(Operator found, BoundExpression? left, BoundExpression right, int position)
    {
        SqlType[] actual = left is null ? [right.Type] : [left.Type, right.Type];
        SqlType[] declared = left is null ? [found.Right] : [found.Left!, found.Right];
        var types = Polymorphism.Resolve(coercion, actual, declared, position);
        var boundRight = Operand(right, types.Substitute(found.Right, position));
        var result = types.Substitute(found.Function.Result, position);
        return new BoundCall(
            found.Function,
            left is null ? [boundRight] : [Operand(left, types.Substitute(found.Left!, position)), boundRight],
            result,
            found.Name)
        { Position = position };
    }

    /// <summary>The operator for operands of these types; 42883 or 42725 where there is none, or no best one.</summary>
    public Operator Find(OperatorName name, SqlType? left, SqlType right, int position)
    {
        if (name.Schema is { } schema && catalog.FindSchema(schema) is null) throw NameErrors.SchemaDoesNotExist(schema, position);
        var found = TryFind(name, left, right, out var isAmbiguous);
        if (found is not null) return found;
        var signature = left is null ? $"{name} {right.DisplayName}" : $"{left.DisplayName} {name} {right.DisplayName}";
        throw isAmbiguous ? NameErrors.OperatorIsNotUnique(signature, position) : NameErrors.OperatorDoesNotExist(signature, left is null, position);
    }

    /// <summary>The operator for operands of these types, or null.</summary>
    public Operator? TryFind(OperatorName name, SqlType? left, SqlType right, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (name.Schema is not (null or "pg_catalog")) return null;
        if (right.IsUserDefined || left is { IsUserDefined: true }) return Search(name.Symbol, left, right, out isAmbiguous);
        var key = new Lookup(name.Symbol, left?.Oid ?? 0, right.Oid);
        if (_found.TryGetValue(key, out var known)) return known;
        var found = Search(name.Symbol, left, right, out isAmbiguous);
        if (found is not null && _found.Count < MaxRemembered) _found.TryAdd(key, found);
        return found;
    }

    private Operator? Search(string symbol, SqlType? left, SqlType right, out bool isAmbiguous)
    {
        isAmbiguous = false;
        var operators = routines.FindOperators(symbol);
        var baseLeft = left is null ? null : Coercion.BaseOf(left);
        var baseRight = Coercion.BaseOf(right);
        if (FindExact(operators, baseLeft, baseRight) is { } exact) return exact;

        var candidates = operators.Where(o => o.Left is null == (left is null)).ToList();
        SqlType[] arguments = left is null ? [right] : [left, right];
        return Candidates.Choose(coercion, arguments, candidates, static o => o.Left is null ? [o.Right] : [o.Left, o.Right], out isAmbiguous);
    }

    /// <summary>The equality of a type that both sides already have; null where it has none.</summary>
    public ScalarFunction? Equality(SqlType type)
    {
        if (!CanCompareForEquality(type)) return null;
        return TryFind(new OperatorName("="), type, type, out _)?.Function;
    }

    /// <summary>Whether values of a type can be grouped and made distinct.</summary>
    public static bool CanCompareForEquality(SqlType type) => Coercion.BaseOf(type) is var real && real.Kind switch
    {
        TypeKind.Json or TypeKind.JsonPath or TypeKind.Void => false,
        TypeKind.Array => CanCompareForEquality(real.Element!),
        _ => true,
    };

    /// <summary>Whether values of a type can be sorted.</summary>
    public static bool CanSort(SqlType type) => CanCompareForEquality(type) && Coercion.BaseOf(type) is var real && real.Kind switch
    {
        TypeKind.Xid => false,
        TypeKind.Array => CanSort(real.Element!),
        _ => true,
    };

    // An unknown operand is first supposed to be of the other's type.
    private static Operator? FindExact(ImmutableArray<Operator> operators, SqlType? left, SqlType right)
    {
        if (left is null)
        {
            foreach (var candidate in operators)
                if (candidate.Left is null && candidate.Right.Is(right))
                    return candidate;
            return null;
        }

        if (left.Is(SqlTypes.Unknown)) left = right;
        else if (right.Is(SqlTypes.Unknown)) right = left;
        foreach (var candidate in operators)
            if (candidate.Left is not null && candidate.Left.Is(left) && candidate.Right.Is(right))
                return candidate;
        return null;
    }

    private readonly record struct Lookup(string Symbol, uint Left, uint Right);

    private BoundExpression Operand(BoundExpression operand, SqlType type) =>
        type.IsPolymorphic ? coercion.ResolveUnknown(operand) : coercion.Coerce(operand, type, CastContext.Implicit);
}
