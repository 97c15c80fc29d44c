using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// Whether two bound expressions say the same, node for node; subqueries relation by relation, whatever ids their columns have. A volatile call equals itself as text
/// does: whether sharing its value is right is the caller's to decide.
/// </summary>
/// <param name="columns">Says of two columns of different ids whether they correspond: those that arise within subqueries that are being compared.</param>
internal sealed class ExpressionComparer(Func<ColumnId, ColumnId, bool>? columns = null) : IEqualityComparer<BoundExpression>
{
    /// <summary>The one instance.</summary>
    public static ExpressionComparer Instance { get; } = new();

    /// <inheritdoc />
    public bool Equals(BoundExpression? x, BoundExpression? y)
    {
        if (ReferenceEquals(x, y)) return true;
        if (x is null || y is null || x.GetType() != y.GetType() || !x.Type.Equals(y.Type)) return false;
        return HeadsEqual(x, y) && AllEqual(ExpressionTree.Children(x), ExpressionTree.Children(y));
    }

    /// <inheritdoc />
    public int GetHashCode(BoundExpression expression)
    {
        var hash = new HashCode();
        hash.Add(expression.GetType());
        hash.Add(expression.Type);
        switch (expression)
        {
            case BoundColumn column:
                hash.Add(column.Id);
                break;
            case BoundParameter parameter:
                hash.Add(parameter.Index);
                break;
            case BoundCall call:
                hash.Add(call.Function.Oid);
                break;
        }

        foreach (var child in ExpressionTree.Children(expression)) hash.Add(GetHashCode(child));
        return hash.ToHashCode();
    }

    private bool AllEqual(ImmutableArray<BoundExpression> x, ImmutableArray<BoundExpression> y)
    {
        if (x.Length != y.Length) return false;
        for (var i = 0; i < x.Length; i++)
            if (!Equals(x[i], y[i]))
                return false;
        return true;
    }

    // What a node says besides its children; the types and the runtime types are equal already.
    private bool HeadsEqual(BoundExpression x, BoundExpression y) => (x, y) switch
    {
        (BoundConstant a, BoundConstant b) => ValuesEqual(a.Value, b.Value),
        (BoundColumn a, BoundColumn b) => a.Id == b.Id || columns?.Invoke(a.Id, b.Id) == true,
        (BoundParameter a, BoundParameter b) => a.Index == b.Index,
        (BoundCall a, BoundCall b) => a.Function == b.Function,
        (BoundConversion a, BoundConversion b) => a.Kind == b.Kind && a.Function == b.Function && a.IsExplicit == b.IsExplicit,
        (BoundDomain, BoundDomain) => true,
        (BoundLogical a, BoundLogical b) => a.IsAnd == b.IsAnd,
        (BoundNot, BoundNot) => true,
        (BoundIsNull a, BoundIsNull b) => a.IsNegated == b.IsNegated,
        (BoundBooleanTest a, BoundBooleanTest b) => a.Expected == b.Expected && a.IsNegated == b.IsNegated,
        (BoundDistinctFrom a, BoundDistinctFrom b) => a.IsNegated == b.IsNegated && a.Equality == b.Equality,
        (BoundCase a, BoundCase b) => a.Branches.Length == b.Branches.Length && a.Else is null == b.Else is null,
        (BoundCoalesce, BoundCoalesce) => true,
        (BoundNullIf a, BoundNullIf b) => a.Equality == b.Equality,
        (BoundExtreme a, BoundExtreme b) => a.IsGreatest == b.IsGreatest,
        (BoundInList a, BoundInList b) => a.IsNegated == b.IsNegated && a.Equality == b.Equality,
        (BoundArrayComparison a, BoundArrayComparison b) => a.Function == b.Function && a.IsAll == b.IsAll,
        (BoundArray, BoundArray) => true,
        (BoundSubscript a, BoundSubscript b) => a.Indexes.Length == b.Indexes.Length
            && a.Indexes.Zip(b.Indexes).All(p => p.First.IsSlice == p.Second.IsSlice && p.First.Lower is null == p.Second.Lower is null && p.First.Upper is null == p.Second.Upper is null),
        (BoundRow a, BoundRow b) => a.Names.SequenceEqual(b.Names),
        (BoundField a, BoundField b) => a.Index == b.Index,
        (BoundAggregate a, BoundAggregate b) => a.Function == b.Function && a.IsDistinct == b.IsDistinct && a.Filter is null == b.Filter is null
            && a.OrderBy.Length == b.OrderBy.Length && a.OrderBy.Zip(b.OrderBy).All(p => p.First.Descending == p.Second.Descending && p.First.NullsFirst == p.Second.NullsFirst),
        (BoundSubquery a, BoundSubquery b) => a.Kind == b.Kind && a.OperatorName == b.OperatorName && a.Comparisons.SequenceEqual(b.Comparisons)
            && new RelationComparer(columns).Equals(a.Query, b.Query),
        _ => false,
    };

    private static bool ValuesEqual(Vector a, Vector b)
    {
        if (a.IsNull(0) || b.IsNull(0)) return a.IsNull(0) && b.IsNull(0);
        return a.Type.Physical switch
        {
            PhysicalType.Bool => VectorAccess.Get<bool>(a, 0) == VectorAccess.Get<bool>(b, 0),
            PhysicalType.Int16 => VectorAccess.Get<short>(a, 0) == VectorAccess.Get<short>(b, 0),
            PhysicalType.Int32 => VectorAccess.Get<int>(a, 0) == VectorAccess.Get<int>(b, 0),
            PhysicalType.Int64 => VectorAccess.Get<long>(a, 0) == VectorAccess.Get<long>(b, 0),
            PhysicalType.Float32 => BitConverter.SingleToInt32Bits(VectorAccess.Get<float>(a, 0)) == BitConverter.SingleToInt32Bits(VectorAccess.Get<float>(b, 0)),
            PhysicalType.Float64 => BitConverter.DoubleToInt64Bits(VectorAccess.Get<double>(a, 0)) == BitConverter.DoubleToInt64Bits(VectorAccess.Get<double>(b, 0)),
            PhysicalType.Interval => VectorAccess.Get<Interval>(a, 0) == VectorAccess.Get<Interval>(b, 0),
            PhysicalType.Uuid => VectorAccess.Get<Uuid>(a, 0) == VectorAccess.Get<Uuid>(b, 0),
            _ => VectorAccess.GetBytes(a, 0).SequenceEqual(VectorAccess.GetBytes(b, 0)),
        };
    }
}
