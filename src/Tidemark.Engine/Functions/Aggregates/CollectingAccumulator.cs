using System.Runtime.InteropServices;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>
/// An accumulator that keeps all rows: the argument columns of all groups lie in one builder each, and the rows of a group form a chain through them,
/// in the order in which they came.
/// </summary>
internal abstract class CollectingAccumulator : Accumulator
{
    private readonly VectorBuilder[] _columns;
    private readonly List<int> _next = [];
    private int[] _first = [];
    private int[] _last = [];
    private int[] _counts = [];

    /// <summary>An accumulator for arguments of these types.</summary>
    protected CollectingAccumulator(AggregateCall call)
    {
        Call = call;
        _columns = [.. call.Arguments.Select(type => VectorBuilder.Create(type))];
    }

    /// <inheritdoc />
    public override long ByteSize => _columns.Sum(column => column.ByteSize) + (sizeof(int) * ((long)_next.Capacity + (3L * _first.Length)));

    /// <summary>The call.</summary>
    protected AggregateCall Call { get; }

    /// <inheritdoc />
    public override void Resize(int count)
    {
        if (count <= _first.Length) return;
        var before = _first.Length;
        var size = Math.Max(count, before * 2);
        Array.Resize(ref _first, size);
        Array.Resize(ref _last, size);
        Array.Resize(ref _counts, size);
        _first.AsSpan(before).Fill(-1);
        _last.AsSpan(before).Fill(-1);
    }

    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].AppendRange(arguments[i], 0, groups.Length);
        foreach (var group in groups) Link(group);
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].AppendRange(arguments[i], 0, rows);
        for (var row = 0; row < rows; row++) Link(group);
    }

    /// <inheritdoc />
    public override void Merge(Accumulator other, ReadOnlySpan<int> groups)
    {
        var from = (CollectingAccumulator)other;
        for (var group = 0; group < groups.Length; group++)
        {
            var rows = from.RowsOf(group);
            for (var i = 0; i < _columns.Length; i++) _columns[i].AppendGather(from._columns[i].Build(), rows);
            for (var row = 0; row < rows.Length; row++) Link(groups[group]);
        }
    }

    /// <inheritdoc />
    public sealed override void Emit(int start, int count, VectorBuilder result)
    {
        var columns = new Vector[_columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _columns[i].Build();
        for (var group = start; group < start + count; group++)
        {
            if (_counts[group] == 0) EmitEmpty(result);
            else Emit(columns, RowsOf(group), result);
        }
    }

    /// <summary>Appends the result of a group without rows.</summary>
    protected virtual void EmitEmpty(VectorBuilder result) => result.AppendNull();

    /// <summary>Appends the result of a group.</summary>
    /// <param name="columns">The arguments of all groups.</param>
    /// <param name="rows">The group's rows in them, at least one.</param>
    /// <param name="result">Receives the result.</param>
    protected abstract void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result);

    private void Link(int group)
    {
        var row = _next.Count;
        _next.Add(-1);
        if (_last[group] < 0) _first[group] = row;
        else CollectionsMarshal.AsSpan(_next)[_last[group]] = row;
        _last[group] = row;
        _counts[group]++;
    }

    private int[] RowsOf(int group)
    {
        var rows = new int[_counts[group]];
        var row = _first[group];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = row;
            row = _next[row];
        }

        return rows;
    }
}

/// <summary>array_agg of elements.</summary>
internal sealed class ArrayAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        var builder = new ArrayBuilder(Call.Result.Element!);
        builder.Elements.AppendGather(columns[0], rows);
        builder.Write((BytesVectorBuilder)result);
    }
}

/// <summary>array_agg of arrays: an array of one more dimension.</summary>
internal sealed class NestedArrayAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        var builder = new NestedArrayBuilder(Call.Result.Element!);
        foreach (var row in rows) builder.Append(columns[0], row);
        builder.Write((BytesVectorBuilder)result);
    }
}

/// <summary>string_agg: rows with a null value are left out, a null separator is none; the first row's separator does not show.</summary>
internal sealed class StringAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        var target = (BytesVectorBuilder)result;
        var isFirst = true;
        foreach (var row in rows)
        {
            if (columns[0].IsNull(row)) continue;
            if (!isFirst && !columns[1].IsNull(row)) TextFunctions.Put(target, VectorAccess.GetBytes(columns[1], row));
            TextFunctions.Put(target, VectorAccess.GetBytes(columns[0], row));
            isFirst = false;
        }

        if (isFirst) target.AppendNull();
        else target.EndValue();
    }
}

/// <summary>mode() WITHIN GROUP (ORDER BY x): the first of the most frequent values, in the order given.</summary>
internal sealed class ModeAccumulator(AggregateCall call) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        int best = rows[0], bestCount = 0, start = 0;
        for (var i = 1; i <= rows.Length; i++)
        {
            if (i < rows.Length && ValueComparison.AreEqual(columns[0], rows[start], columns[0], rows[i])) continue;
            if (i - start > bestCount) (best, bestCount) = (rows[start], i - start);
            start = i;
        }

        result.AppendRow(columns[0], best);
    }
}

/// <summary>percentile_disc and percentile_cont, of one fraction or an array of them. The rows come in the order of WITHIN GROUP.</summary>
internal sealed class PercentileAccumulator(AggregateCall call, bool isContinuous) : CollectingAccumulator(call)
{
    /// <summary>Refuses a fraction that is none.</summary>
    public static void Check(double fraction)
    {
        if (fraction is >= 0 and <= 1) return;
        throw new Errors.SqlException(new Errors.SqlError
        {
            State = Errors.SqlState.NumericValueOutOfRange,
            Message = $"percentile value {fraction.ToString("G6")} is not between 0 and 1",
        });
    }

    /// <summary>An accumulator of the same results that takes rows in any order; null for values that are no numbers.</summary>
    public static Accumulator? Unordered(AggregateCall call, bool isContinuous) => (call.Arguments[1].Physical, isContinuous) switch
    {
        (PhysicalType.Float64, _) => new UnorderedPercentiles<double>(call, isContinuous),
        (PhysicalType.Float32, false) => new UnorderedPercentiles<float>(call, isContinuous),
        (PhysicalType.Int64, false) => new UnorderedPercentiles<long>(call, isContinuous),
        (PhysicalType.Int32, false) => new UnorderedPercentiles<int>(call, isContinuous),
        (PhysicalType.Int16, false) => new UnorderedPercentiles<short>(call, isContinuous),
        _ => null,
    };

    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        if (!Call.Arguments[0].IsArray)
        {
            Append(VectorAccess.Get<double>(columns[0], rows[0]), columns[1], rows, result);
            return;
        }

        var fractions = ArrayFunctions.Elements(columns[0], rows[0]);
        var builder = new ArrayBuilder(Call.Result.Element!);
        for (var i = 0; i < fractions.Length; i++)
        {
            if (fractions.IsNull(i)) builder.Elements.AppendNull();
            else Append(VectorAccess.Get<double>(fractions, i), columns[1], rows, builder.Elements);
        }

        WriteShaped(builder, VectorAccess.GetBytes(columns[0], rows[0]), (BytesVectorBuilder)result);
    }

    /// <summary>Appends an array of as many elements as another one in its dimensions.</summary>
    public static void WriteShaped(ArrayBuilder builder, ReadOnlySpan<byte> other, BytesVectorBuilder result)
    {
        var shape = new ArrayReader(other);
        var dimensions = new ArrayDimension[shape.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = shape[i];
        if (dimensions.Length == 0) builder.Write(result);
        else builder.Write(dimensions, result);
    }

    private void Append(double fraction, Vector values, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        Check(fraction);
        if (!isContinuous)
        {
            var place = Math.Max((int)Math.Ceiling(fraction * rows.Length), 1) - 1;
            result.AppendRow(values, rows[place]);
            return;
        }

        var position = fraction * (rows.Length - 1);
        var low = rows[(int)Math.Floor(position)];
        var high = rows[(int)Math.Ceiling(position)];
        var share = position - Math.Floor(position);
        if (values.Type.Kind == TypeKind.Interval)
        {
            var (a, b) = (VectorAccess.Get<Interval>(values, low), VectorAccess.Get<Interval>(values, high));
            RowResult<Interval>.Write(result, low == high ? a : IntervalArithmetic.Add(a, IntervalArithmetic.Multiply(IntervalArithmetic.Subtract(b, a), share)));
        }
        else
        {
            var (a, b) = (VectorAccess.Get<double>(values, low), VectorAccess.Get<double>(values, high));
            RowResult<double>.Write(result, low == high ? a : a + (share * (b - a)));
        }
    }
}
