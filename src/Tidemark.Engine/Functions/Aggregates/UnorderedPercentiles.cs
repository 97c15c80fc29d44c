using System.Numerics;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Engine.Functions;

/// <summary>
/// percentile_cont and percentile_disc over numbers and times, which need no sorted rows: the values of each group lie together in an array, and the wanted ones are found by selection
/// (<see cref="Selecting"/>). Workers' arrays are put one after the other.
/// </summary>
/// <typeparam name="T">The values' form.</typeparam>
internal sealed class UnorderedPercentiles<T>(AggregateCall call, bool isContinuous) : Accumulator
    where T : unmanaged, INumber<T>
{
    private const int FirstCapacity = 4;

    private readonly bool _descending = call.Order[0].Descending;

    // The fraction, or the array of them, of the first row of each group; it is the same for all of its rows.
    private readonly VectorBuilder _fractions = VectorBuilder.Create(call.Arguments[0]);
    private T[][] _values = [];
    private int[] _counts = [];
    private int[] _fractionAt = [];
    private long _bytes;

    /// <inheritdoc />
    public override long ByteSize => _bytes + _fractions.ByteSize + (16L * _counts.Length);

    /// <inheritdoc />
    public override void Resize(int count)
    {
        if (count <= _counts.Length) return;
        var before = _counts.Length;
        var size = Math.Max(count, before * 2);
        Array.Resize(ref _values, size);
        Array.Resize(ref _counts, size);
        Array.Resize(ref _fractionAt, size);
        _values.AsSpan(before).Fill([]);
    }

    /// <inheritdoc />
    public override void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups)
    {
        var flat = arguments[1] as FixedVector<T>;
        for (var row = 0; row < groups.Length; row++)
        {
            var group = groups[row];
            var count = _counts[group];
            if (count == _values[group].Length) Grow(group, count + 1);
            if (count == 0) TakeFraction(arguments[0], row, group);
            _values[group][count] = flat is null ? VectorAccess.Get<T>(arguments[1], row) : flat.Values[row];
            _counts[group] = count + 1;
        }
    }

    /// <inheritdoc />
    public override void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group)
    {
        if (rows == 0) return;
        var count = _counts[group];
        if (count == 0) TakeFraction(arguments[0], 0, group);
        if (_values[group].Length < count + rows) Grow(group, count + rows);
        var target = _values[group].AsSpan(count, rows);
        if (arguments[1] is FixedVector<T> flat)
        {
            flat.Values[..rows].CopyTo(target);
        }
        else
        {
            for (var row = 0; row < rows; row++) target[row] = VectorAccess.Get<T>(arguments[1], row);
        }

        _counts[group] = count + rows;
    }

    /// <inheritdoc />
    public override void Merge(Accumulator other, ReadOnlySpan<int> groups)
    {
        var from = (UnorderedPercentiles<T>)other;
        var fractions = from._fractions.Build();
        for (var i = 0; i < groups.Length; i++)
        {
            var (group, added) = (groups[i], from._counts[i]);
            if (added == 0) continue;
            var count = _counts[group];
            if (count == 0)
            {
                TakeFraction(fractions, from._fractionAt[i], group);
                _bytes += (long)from._values[i].Length * Unsafe.SizeOf<T>();
                _values[group] = from._values[i];
            }
            else
            {
                if (_values[group].Length < count + added) Grow(group, count + added);
                from._values[i].AsSpan(0, added).CopyTo(_values[group].AsSpan(count));
            }

            from._values[i] = [];
            from._counts[i] = 0;
            _counts[group] = count + added;
        }
    }

    /// <inheritdoc />
    public override void Emit(int start, int count, VectorBuilder result)
    {
        var fractions = _fractions.Build();
        for (var group = start; group < start + count; group++)
        {
            if (_counts[group] == 0)
            {
                result.AppendNull();
                continue;
            }

            var values = _values[group].AsSpan(0, _counts[group]);
            if (!call.Arguments[0].IsArray)
            {
                Append(VectorAccess.Get<double>(fractions, _fractionAt[group]), values, (FixedVectorBuilder<T>)result);
                continue;
            }

            var several = ArrayFunctions.Elements(fractions, _fractionAt[group]);
            var builder = new ArrayBuilder(call.Result.Element!);
            for (var i = 0; i < several.Length; i++)
            {
                if (several.IsNull(i)) builder.Elements.AppendNull();
                else Append(VectorAccess.Get<double>(several, i), values, (FixedVectorBuilder<T>)builder.Elements);
            }

            PercentileAccumulator.WriteShaped(builder, VectorAccess.GetBytes(fractions, _fractionAt[group]), (BytesVectorBuilder)result);
        }
    }

    private void Append(double fraction, Span<T> values, FixedVectorBuilder<T> result)
    {
        PercentileAccumulator.Check(fraction);
        if (!isContinuous)
        {
            result.Append(At(values, Math.Max((int)Math.Ceiling(fraction * values.Length), 1) - 1));
            return;
        }

        var position = fraction * (values.Length - 1);
        var low = At(values, (int)Math.Floor(position));
        if (Math.Floor(position) == Math.Ceiling(position))
        {
            result.Append(low);
            return;
        }

        var high = At(values, (int)Math.Ceiling(position));
        result.Append(low + (T.CreateTruncating(position - Math.Floor(position)) * (high - low)));
    }

    private T At(Span<T> values, int place) => Selecting.Find(values, _descending ? values.Length - 1 - place : place);

    private void TakeFraction(Vector fractions, int row, int group)
    {
        _fractionAt[group] = _fractions.Length;
        _fractions.AppendRow(fractions, row);
    }

    private void Grow(int group, int needed)
    {
        var before = _values[group].Length;
        Array.Resize(ref _values[group], Math.Max(needed, Math.Max(FirstCapacity, before * 2)));
        _bytes += (long)(_values[group].Length - before) * Unsafe.SizeOf<T>();
    }
}
