using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>interpolate: the line between the values before and after the gap, by the beginnings of buckets. Integers are calculated exactly and rounded half away from zero.</summary>
internal sealed class InterpolatedColumn(GapFillColumn column, SqlType type, SqlType time, QueryContext context) : FillColumn
{
    private readonly Evaluator? _previousLookup = column.Previous is null ? null : new EvaluatorFactory(context).Create(column.Previous);
    private readonly Evaluator? _nextLookup = column.Next is null ? null : new EvaluatorFactory(context).Create(column.Next);
    private Sample? _previous;
    private Sample? _next;
    private bool _hasFollower;

    /// <summary>A value at a time; of integers and of floats.</summary>
    private readonly record struct Sample(long Time, long Integer, double Float);

    /// <inheritdoc />
    public override void BeginGroup()
    {
        _previous = _next = null;
        _hasFollower = false;
    }

    /// <inheritdoc />
    public override void AppendRow(Vector values, int row, long at, bool isStart, GapFillStream group, VectorBuilder target)
    {
        _previous = Read(values, row, at);
        _next = null;
        _hasFollower = false;
        target.AppendRow(values, row);
    }

    /// <inheritdoc />
    public override void Follow(Vector values, int row, long at)
    {
        _next = Read(values, row, at);
        _hasFollower = true;
    }

    /// <inheritdoc />
    public override void AppendGap(long at, bool isStart, GapFillStream group, VectorBuilder target)
    {
        if (_previous is null && isStart && _previousLookup is not null) _previous = Lookup(_previousLookup, group);
        // A null in a row that is there ends the line.
        if (_next is null && !_hasFollower && _nextLookup is not null) _next = Lookup(_nextLookup, group);
        if (_previous is not { } before || _next is not { } after || before.Time == after.Time)
        {
            target.AppendNull();
            return;
        }

        switch (target)
        {
            case FixedVectorBuilder<double> doubles:
                doubles.Append(((before.Float * (after.Time - at)) + (after.Float * (at - before.Time))) / (after.Time - before.Time));
                break;
            case FixedVectorBuilder<float> floats:
                floats.Append((((float)before.Float * (after.Time - at)) + ((float)after.Float * (at - before.Time))) / (after.Time - before.Time));
                break;
            default:
                Times.Append(target, Between(before, after, at));
                break;
        }
    }

    // The weights add up to the distance, so 128 bits hold the sum.
    private static long Between(Sample before, Sample after, long at)
    {
        var distance = (Int128)after.Time - before.Time;
        var sum = (before.Integer * ((Int128)after.Time - at)) + (after.Integer * ((Int128)at - before.Time));
        if (distance < 0) (sum, distance) = (-sum, -distance);
        var half = distance / 2;
        return (long)((sum + (sum < 0 ? -half : half)) / distance);
    }

    private Sample? Read(Vector values, int row, long at)
    {
        if (values.IsNull(row)) return null;
        return type.Physical switch
        {
            PhysicalType.Float64 => new Sample(at, 0, VectorAccess.Get<double>(values, row)),
            PhysicalType.Float32 => new Sample(at, 0, VectorAccess.Get<float>(values, row)),
            _ => new Sample(at, Times.Read(values, row), 0),
        };
    }

    private Sample? Lookup(Evaluator lookup, GapFillStream group)
    {
        var found = lookup.Evaluate(group.GroupRow());
        if (found.IsNull(0)) return null;
        var data = VectorAccess.GetBytes(found, 0);
        var record = new RecordReader(data);
        if (record.Count != 2) throw GapFillErrors.NotPair();
        var columns = record.GetEnumerator();
        columns.MoveNext();
        var first = columns.Current;
        columns.MoveNext();
        var second = columns.Current;
        if (first.TypeOid != time.Oid) throw GapFillErrors.OtherTimeType(NameOf(first.TypeOid), type.DisplayName);
        if (second.TypeOid != type.Oid) throw GapFillErrors.OtherValueType(NameOf(second.TypeOid), type.DisplayName);
        var at = Value(data, first, time);
        var value = Value(data, second, type);
        return at.IsNull(0) || value.IsNull(0) ? null : Read(value, 0, Times.Read(at, 0));
    }

    private static Vector Value(ReadOnlySpan<byte> data, RecordColumn column, SqlType type)
    {
        var builder = VectorBuilder.Create(type, 1);
        TypeCodec.For(type).ReadBinary(data, [column.Value], builder);
        return builder.Detach();
    }

    private static string NameOf(uint oid) => SqlTypes.FromOid(oid)?.DisplayName ?? "unknown";
}
