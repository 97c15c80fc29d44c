using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>What a join's hashed side tells the scans of the other side: which keys there are, or between which values they lie where they are many.</summary>
internal static class JoinKeys
{
    // A longer list costs more to test than it saves: its ends are tested instead.
    private const int MaxMembers = 4096;

    /// <summary>The execution in which the left side of a join runs.</summary>
    public static QueryContext Announce(HashJoinNode node, JoinTable table, QueryContext context)
    {
        var filters = new List<(SeqScanNode Scan, ColumnFilter Filter)>();
        foreach (var known in node.KeyFilters)
        {
            var keys = ValuesOf(node.RightKeys[known.Key], table.Rows, context);
            var type = known.Scan.Table.Columns[known.Column - 1].Type;
            if (Converted(keys, type) is { } values) filters.Add((known.Scan, FilterOf(known, values)));
        }

        foreach (var known in node.RangeFilters)
        {
            var values = ValuesOf(known.Value, table.Rows, context);
            if (values.Type.Physical != known.Scan.Table.Columns[known.Column - 1].Type.Physical) continue;
            var range = ColumnFilter.Spanning(known.Column, values) as RangeFilter;
            filters.Add((known.Scan, range is null ? ColumnFilter.In(known.Column, values)
                : known.IsLow ? ColumnFilter.Range(known.Column, range.Low, true, null, false) : ColumnFilter.Range(known.Column, null, false, range.High, true)));
        }

        return filters.Count == 0 ? context : context.Filtered(filters);
    }

    // Those that are not null.
    private static Vector ValuesOf(BoundExpression expression, MaterializedRows rows, QueryContext context)
    {
        var evaluator = new EvaluatorFactory(context).Create(expression);
        var builder = VectorBuilder.Create(evaluator.Type, rows.Count);
        using var batches = new MaterializedStream(rows, Batch.DefaultRows);
        while (batches.Next() is { } batch)
        {
            var values = evaluator.Evaluate(batch);
            if (values.Validity.IsAllValid && values is not ConstantVector)
            {
                builder.AppendRange(values, 0, batch.Length);
                continue;
            }

            for (var row = 0; row < batch.Length; row++)
            {
                if (!values.IsNull(row)) builder.AppendRow(values, row);
            }
        }

        return builder.Detach();
    }

    // The keys in the column's form. Integers that the column cannot hold match nothing.
    private static Vector? Converted(Vector keys, SqlType type)
    {
        if (keys.Type.Physical == type.Physical) return keys;
        if (keys is not FixedVector<long> wide) return null;
        switch (type.Physical)
        {
            case PhysicalType.Int32:
                var ints = new FixedVectorBuilder<int>(type, wide.Length);
                foreach (var value in wide.Values)
                {
                    if (value is >= int.MinValue and <= int.MaxValue) ints.Append((int)value);
                }

                return ints.Detach();
            case PhysicalType.Int16:
                var shorts = new FixedVectorBuilder<short>(type, wide.Length);
                foreach (var value in wide.Values)
                {
                    if (value is >= short.MinValue and <= short.MaxValue) shorts.Append((short)value);
                }

                return shorts.Detach();
            default:
                return null;
        }
    }

    private static ColumnFilter FilterOf(JoinKeyFilter key, Vector values)
    {
        if (values.Length == 1) return ColumnFilter.Equal(key.Column, values);
        if (values.Length == 0 || (values.Length <= MaxMembers && (key.IsGroup || !IsDense(values)))) return ColumnFilter.In(key.Column, values);
        return ColumnFilter.Spanning(key.Column, values)!;
    }

    // Numbers without a gap are a range, which is tested faster.
    private static bool IsDense(Vector values)
    {
        var (least, greatest) = (long.MaxValue, long.MinValue);
        var distinct = new HashSet<long>();
        for (var row = 0; row < values.Length; row++)
        {
            long value;
            switch (values)
            {
                case FixedVector<long> v: value = v.Values[row]; break;
                case FixedVector<int> v: value = v.Values[row]; break;
                case FixedVector<short> v: value = v.Values[row]; break;
                default: return false;
            }

            distinct.Add(value);
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        return (ulong)greatest - (ulong)least == (ulong)distinct.Count - 1;
    }
}
