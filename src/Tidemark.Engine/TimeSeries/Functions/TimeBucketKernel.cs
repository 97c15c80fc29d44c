using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries;

/// <summary>
/// time_bucket(width, timestamp) with the default origin. With a constant width it divides only where a row leaves the bucket of the row before,
/// which neighbouring rows of a time series seldom do.
/// </summary>
internal sealed class TimeBucketKernel : StrictKernel
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var times = FixedOperand<long>.Of(arguments[1], rows);
        var target = ((FixedVectorBuilder<long>)result).AppendUninitialized(rows);
        var mayHaveNulls = MayHaveNulls(arguments);
        if (arguments[0] is ConstantVector constant)
        {
            var width = BucketWidth.Of(VectorAccess.Get<Interval>(constant, 0));
            if (times.IsConstant) target.Fill(Start(width, times.Values[0]));
            else EvaluateConstantWidth(width, times.Values, mayHaveNulls ? arguments[1].Validity : default, target);
        }
        else
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = mayHaveNulls && AnyNull(arguments, i)
                    ? 0
                    : Start(BucketWidth.Of(VectorAccess.Get<Interval>(arguments[0], i)), times.Values[times.IsConstant ? 0 : i]);
            }

            result.TakeNulls(arguments[0]);
        }

        if (arguments[1] is not ConstantVector) result.TakeNulls(arguments[1]);
    }

    private static void EvaluateConstantWidth(BucketWidth width, ReadOnlySpan<long> times, Validity validity, Span<long> target)
    {
        var start = 0L;
        var span = 0UL;
        for (var i = 0; i < target.Length; i++)
        {
            if (span != 0)
            {
                i += FillWithin(start, span, times[i..target.Length], target[i..]);
                if (i == target.Length) break;
            }

            var time = times[i];
            if ((ulong)(time - start) >= span && validity.IsValid(i))
            {
                start = Start(width, time);
                span = !Moment.IsFinite(time) ? 0 : width.IsMonthly ? MonthSpan(width) : (ulong)width.Micros;
            }

            target[i] = start;
        }
    }

    // Gives the bucket to the values that come next as long as they lie in it, a register at a time; returns how many.
    private static int FillWithin(long start, ulong span, ReadOnlySpan<long> times, Span<long> target)
    {
        ref var from = ref MemoryMarshal.GetReference(times);
        ref var to = ref MemoryMarshal.GetReference(target);
        var starts = Vector256.Create(start);
        // Unsigned numbers compare as signed ones do when their highest bit is turned over.
        var turned = Vector256.Create(start ^ long.MinValue);
        var limit = Vector256.Create((long)span ^ long.MinValue);
        var i = 0;
        for (; i + 4 <= target.Length; i += 4)
        {
            var inside = Vector256.LessThan(Vector256.LoadUnsafe(ref from, (nuint)i) - turned, limit);
            if (inside.ExtractMostSignificantBits() != 0xF) break;
            starts.StoreUnsafe(ref to, (nuint)i);
        }

        return i;
    }

    private static long Start(BucketWidth width, long time) =>
        Moment.IsFinite(time) ? width.Bucket(time, width.IsMonthly ? 0 : BucketWidth.DefaultOrigin) : time;

    // 28 days a month are certainly in the bucket; what lies behind is calculated again.
    private static ulong MonthSpan(BucketWidth width) => (ulong)width.Months * 28 * (ulong)Calendar.MicrosPerDay;
}
