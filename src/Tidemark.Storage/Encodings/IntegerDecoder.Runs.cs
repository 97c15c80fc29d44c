using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidemark.Storage;

/// <content>Runs of equal values and of equal differences.</content>
internal sealed partial class IntegerDecoder
{
    private int ReadRuns(ref ByteReader input, int expected)
    {
        var runs = input.U16();
        if (runs > BlockFormat.Rows) throw new InvalidDataException("a block has too many runs");
        Decode(ref input, _runValues.AsSpan(0, runs), Place.Inside);
        Decode(ref input, _runLengths.AsSpan(0, runs), Place.Inside);
        var total = 0L;
        for (var i = 0; i < runs; i++)
        {
            if (_runLengths[i] is < 1 or > BlockFormat.Rows) throw new InvalidDataException("a run has an impossible length");
            total += _runLengths[i];
        }

        return total == expected ? runs : throw new InvalidDataException("the runs of a block do not fill it");
    }

    private void DecodeRuns(ref ByteReader input, Span<long> values)
    {
        var runs = ReadRuns(ref input, values.Length);
        for (var i = 0; i < runs; i++)
        {
            values[..(int)_runLengths[i]].Fill(_runValues[i]);
            values = values[(int)_runLengths[i]..];
        }
    }

    private void DecodeDeltaRuns(ref ByteReader input, Span<long> values)
    {
        var value = input.I64();
        var runs = ReadRuns(ref input, values.Length - 1);
        values[0] = value;
        values = values[1..];
        for (var i = 0; i < runs; i++)
        {
            var run = values[..(int)_runLengths[i]];
            Series(value, _runValues[i], run);
            value = run[^1];
            values = values[run.Length..];
        }
    }

    [MethodImpl(HotLoop.Compiled)]
    private static void Series(long before, long step, Span<long> run)
    {
        var i = 0;
        if (run.Length >= 8)
        {
            var next = Vector256.Create(unchecked(before + step), unchecked(before + (step * 2)), unchecked(before + (step * 3)), unchecked(before + (step * 4)));
            var stride = Vector256.Create(unchecked(step * 4));
            for (; i + 4 <= run.Length; i += 4)
            {
                next.CopyTo(run[i..]);
                next += stride;
            }

            before = run[i - 1];
        }

        for (; i < run.Length; i++) run[i] = before = unchecked(before + step);
    }
}
