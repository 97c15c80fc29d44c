namespace Tidemark.Storage;

/// <summary>Writes blocks of integers in the form that takes the fewest bytes; the forms are described at <see cref="IntegerForm"/>. One thread at a time.</summary>
internal sealed partial class IntegerEncoder
{
    private const int Room = BlockFormat.Rows + BitPacking.Slack;
    private const int RunLengthBits = 11;

    private readonly long[] _deltas = new long[Room];
    private readonly long[] _seconds = new long[Room];
    private readonly long[] _scaled = new long[Room];
    private readonly long[] _runValues = new long[Room];
    private readonly long[] _runLengths = new long[Room];
    private readonly long[] _sample = new long[64];
    private readonly DistinctValues _distinct = new();

    /// <summary>What a block is part of: inside of others fewer forms are allowed.</summary>
    private enum Place
    {
        Outside,
        InScaled,
        Inside,
    }

    /// <summary>Which forms are tried.</summary>
    public EncodingEffort Effort { get; set; }

    /// <summary>Appends the block of at least one and at most 2048 values.</summary>
    public void Encode(ReadOnlySpan<long> values, ByteWriter output) => Encode(values, output, Place.Outside);

    private void Encode(ReadOnlySpan<long> values, ByteWriter output, Place place)
    {
        var range = BlockStatistics.Range(values);
        if (range.Min == range.Max)
        {
            output.U8((byte)IntegerForm.Constant);
            output.I64(range.Min);
            return;
        }

        var deltas = _deltas.AsSpan(0, values.Length - 1);
        var (valueRuns, deltaRuns) = IntegerStatistics.Differences(values, deltas);
        var best = new Choice(IntegerForm.Plain, default, default, (PlainWidth(range) * values.Length * 8L) + 8);
        Consider(values, range, IntegerForm.Packed, 0, ref best);
        var deltaRange = BlockStatistics.Range(deltas);
        Consider(deltas, deltaRange, IntegerForm.Delta, 64, ref best);
        if (Effort == EncodingEffort.Full && deltas.Length > 1)
        {
            IntegerStatistics.Differences(deltas, _seconds.AsSpan(0, deltas.Length - 1));
            Consider(_seconds.AsSpan(0, deltas.Length - 1), null, IntegerForm.DeltaDelta, 128, ref best);
        }

        if (place != Place.Inside)
        {
            var runBits = valueRuns * (IntegerStatistics.Width(range.Min, range.Max) + RunLengthBits);
            var deltaRunBits = deltaRuns * (IntegerStatistics.Width(deltaRange.Min, deltaRange.Max) + RunLengthBits);
            if (TryOthers(values, place, best.Bits, runBits, deltaRunBits, output)) return;
        }

        Write(values, best, output);
    }

    // Writes the smallest of the forms with blocks inside, if it is smaller than the limit.
    private bool TryOthers(ReadOnlySpan<long> values, Place place, long limit, long runBits, long deltaRunBits, ByteWriter output)
    {
        var trial = new Trial(output, limit);
        var isFull = Effort == EncodingEffort.Full;
        // What is inside of runs may be coded too, so they are worth a trial earlier.
        var factor = isFull ? 2 : 1;
        if (isFull && limit > values.Length * 2L && MayHaveDictionary(values) && WriteDictionary(values, output)) Keep(ref trial, trial.Bits >> 4, values);
        if ((runBits / factor) + 512 < trial.Bits)
        {
            output.U8((byte)IntegerForm.Runs);
            WriteRuns(values, output);
            Keep(ref trial, 0, values);
        }

        if ((deltaRunBits / factor) + 512 < trial.Bits)
        {
            output.U8((byte)IntegerForm.DeltaRuns);
            output.I64(values[0]);
            WriteRuns(_deltas.AsSpan(0, values.Length - 1), output);
            Keep(ref trial, 0, values);
        }

        // Timestamps with gaps and money in cents times a thousand have a common divisor that takes most of the bits away.
        if (place == Place.Outside && trial.Bits > values.Length * 10L && IntegerStatistics.CommonDivisor(values) is var scale and > 1)
        {
            WriteScaled(values, scale, output);
            Keep(ref trial, 0, values);
        }

        return trial.Bytes > 0;
    }

    // Decides about what was written last. Writing it has used the differences up, so they are made again.
    private void Keep(ref Trial trial, long margin, ReadOnlySpan<long> values)
    {
        trial.Decide(margin);
        var deltas = _deltas.AsSpan(0, values.Length - 1);
        IntegerStatistics.Differences(values, deltas);
        if (Effort == EncodingEffort.Full && deltas.Length > 1) IntegerStatistics.Differences(deltas, _seconds.AsSpan(0, deltas.Length - 1));
    }

    private static int PlainWidth((long Min, long Max) range) =>
        range.Min >= sbyte.MinValue && range.Max <= sbyte.MaxValue ? 1 : range.Min >= short.MinValue && range.Max <= short.MaxValue ? 2 : range.Min >= int.MinValue && range.Max <= int.MaxValue ? 4 : 8;

    // Replaces the best form so far by this one of values or differences, packed or coded, if it is smaller. What takes longer to undo must save a sixteenth.
    private void Consider(ReadOnlySpan<long> values, (long Min, long Max)? range, IntegerForm packedForm, long extraBits, ref Choice best)
    {
        var (min, max) = range ?? BlockStatistics.Range(values);
        if (values.Length >= _sample.Length) IntegerStatistics.Sample(values, _sample);
        var packing = PlanPacking(values, min, max);
        var bits = packing.Bits + extraBits;
        if (bits + (packedForm == IntegerForm.Packed ? 0 : bits >> 4) < best.Bits) best = new Choice(packedForm, packing, default, bits);
        if (Effort != EncodingEffort.Full) return;
        var coding = PlanCoding(values, min, max, best.Bits);
        bits = coding.Bits + extraBits;
        if (bits + (bits >> 5) >= best.Bits) return;
        var form = packedForm switch { IntegerForm.Packed => IntegerForm.Coded, IntegerForm.Delta => IntegerForm.DeltaCoded, _ => IntegerForm.DeltaDeltaCoded };
        best = new Choice(form, default, coding, bits);
    }

    private void Write(ReadOnlySpan<long> values, in Choice choice, ByteWriter output)
    {
        output.U8((byte)choice.Form);
        switch (choice.Form)
        {
            case IntegerForm.Plain:
                WritePlain(values, output);
                return;
            case IntegerForm.Packed:
                WritePacking(values, choice.Packing, output);
                return;
            case IntegerForm.Coded:
                WriteCoding(values, choice.Coding, output);
                return;
        }

        output.I64(values[0]);
        ReadOnlySpan<long> differences = _deltas.AsSpan(0, values.Length - 1);
        if (choice.Form is IntegerForm.DeltaDelta or IntegerForm.DeltaDeltaCoded)
        {
            output.I64(differences[0]);
            differences = _seconds.AsSpan(0, values.Length - 2);
        }

        if (choice.Form is IntegerForm.Delta or IntegerForm.DeltaDelta) WritePacking(differences, choice.Packing, output);
        else WriteCoding(differences, choice.Coding, output);
    }

    private static void WritePlain(ReadOnlySpan<long> values, ByteWriter output)
    {
        var width = PlainWidth(BlockStatistics.Range(values));
        output.U8((byte)width);
        switch (width)
        {
            case 1:
                foreach (var value in values) output.U8((byte)value);
                break;
            case 2:
                foreach (var value in values) output.U16((ushort)value);
                break;
            case 4:
                foreach (var value in values) output.U32((uint)value);
                break;
            default:
                output.Raw(values);
                break;
        }
    }

    private void WriteScaled(ReadOnlySpan<long> values, long scale, ByteWriter output)
    {
        var offset = values[0];
        for (var i = 0; i < values.Length; i++) _scaled[i] = unchecked(values[i] - offset) / scale;
        output.U8((byte)IntegerForm.Scaled);
        output.I64(offset);
        output.I64(scale);
        Encode(_scaled.AsSpan(0, values.Length), output, Place.InScaled);
    }

    private void WriteRuns(ReadOnlySpan<long> values, ByteWriter output)
    {
        var runs = 0;
        for (var i = 0; i < values.Length;)
        {
            var value = values[i];
            var begin = i;
            while (++i < values.Length && values[i] == value)
            {
            }

            _runValues[runs] = value;
            _runLengths[runs++] = i - begin;
        }

        output.U16((ushort)runs);
        Encode(_runValues.AsSpan(0, runs), output, Place.Inside);
        Encode(_runLengths.AsSpan(0, runs), output, Place.Inside);
    }

    // A sample without many distinct values.
    private bool MayHaveDictionary(ReadOnlySpan<long> values)
    {
        if (values.Length < _sample.Length * 2) return false;
        IntegerStatistics.Sample(values, _sample);
        var distinct = 1;
        for (var i = 1; i < _sample.Length; i++) distinct += _sample[i] == _sample[i - 1] ? 0 : 1;
        return distinct <= _sample.Length * 3 / 4;
    }

    // Distinct values, if they are few, in a sorted list, and codes. Nothing is written when they are not, or lie so close together that codes are no shorter than the values.
    private bool WriteDictionary(ReadOnlySpan<long> values, ByteWriter output)
    {
        var codes = _runLengths.AsSpan(0, values.Length);
        if (!_distinct.TryFind(values, Math.Min(DistinctValues.Most, values.Length / 8), codes)) return false;
        var entries = _distinct.Values;
        if (IntegerStatistics.Width(0, entries.Length - 1) >= IntegerStatistics.Width(entries[0], entries[^1])) return false;
        output.U8((byte)IntegerForm.Dictionary);
        output.U16((ushort)entries.Length);
        Encode(entries, output, Place.Inside);
        Encode(codes, output, Place.Inside);
        return true;
    }

    // What is written of a block at the end of the output: the smallest form so far, and behind it the one that is on trial.
    private struct Trial(ByteWriter output, long limit)
    {
        private readonly int _begin = output.Length;

        public long Bits { get; private set; } = limit;

        public int Bytes { get; private set; }

        /// <summary>Keeps what was written last if it is smaller by the margin than what was there before, and drops the other.</summary>
        public void Decide(long margin)
        {
            var bytes = output.Length - _begin - Bytes;
            if ((bytes * 8L) + margin >= Bits)
            {
                output.Truncate(_begin + Bytes);
                return;
            }

            output.Remove(_begin, Bytes);
            (Bytes, Bits) = (bytes, bytes * 8L);
        }
    }

    private readonly record struct Choice(IntegerForm Form, Packing Packing, Coding Coding, long Bits);
}
