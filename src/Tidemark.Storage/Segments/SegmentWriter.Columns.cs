using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <content>Gathers a column's rows block by block in their new order and encodes them.</content>
internal sealed partial class SegmentWriter
{
    private readonly long[] _longs = new long[BlockFormat.Rows];
    private readonly double[] _doubles = new double[BlockFormat.Rows];
    private readonly float[] _singles = new float[BlockFormat.Rows];
    private readonly ulong[] _valid = new ulong[BlockFormat.Rows / 64];

    private ColumnLists WriteColumn(Vector column, TextCodes? codes, ColumnLayout layout)
    {
        var lists = new ColumnLists(BlockFormat.BlockCount(_order.Length));
        if (codes is not null)
        {
            var begin = _file.Length;
            WriteDictionary((BytesVector)column, codes);
            lists.DictionaryLength = _file.Length - begin;
            lists.Flags |= SegmentFormat.ColumnFlags.Dictionary;
        }

        lists.Offset = _file.Length;
        if (PhysicalOrder.IsSqlOrder(layout.Type)) lists.Flags |= SegmentFormat.ColumnFlags.Range;
        if (layout.Type.Physical is PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float32 or PhysicalType.Float64) lists.Flags |= SegmentFormat.ColumnFlags.Sum;
        if (column is FixedVector<float> or FixedVector<double>) LearnScale(column);
        for (var block = 0; block < lists.Lengths.Length; block++)
        {
            Upkeep.Yield();
            var rows = _order.AsSpan(block * BlockFormat.Rows, BlockFormat.RowsIn(block, _order.Length));
            lists.RowCounts[block] = rows.Length;
            var begin = _file.Length;
            _file.Reserve(4);
            WriteBlock(column, codes, rows, lists, block);
            Seal(begin, block);
            lists.Lengths[block] = _file.Length - begin;
        }

        return lists;
    }

    private void Seal(int begin, int block) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_file.At(begin, 4), Crc32C.Compute(_file.Written[(begin + 4)..], SegmentFormat.Seed(_unitId, _column, block)));

    private void WriteBlock(Vector column, TextCodes? codes, ReadOnlySpan<int> rows, ColumnLists lists, int block)
    {
        var nulls = column.Validity.IsAllValid ? 0 : ReadValidity(column.Validity, rows);
        lists.Nulls[block] = nulls;
        _file.U8((byte)(nulls == 0 ? BlockNulls.None : nulls == rows.Length ? BlockNulls.All : BlockNulls.Some));
        if (nulls == rows.Length) return;
        var valid = nulls == 0 ? default : _valid.AsSpan(0, (rows.Length + 63) / 64);
        _file.Raw<ulong>(valid);
        switch (column)
        {
            case BytesVector when codes is not null:
                WriteCodes(codes, rows, valid, lists, block);
                break;
            case BytesVector bytes:
                WriteBytes(bytes, rows, valid, lists, block);
                break;
            case FixedVector<bool> v:
                WriteIntegers(MemoryMarshal.Cast<bool, byte>(v.Values), rows, valid, lists, block);
                break;
            case FixedVector<short> v:
                WriteIntegers(v.Values, rows, valid, lists, block);
                break;
            case FixedVector<int> v:
                WriteIntegers(v.Values, rows, valid, lists, block);
                break;
            case FixedVector<long> v:
                WriteIntegers(v.Values, rows, valid, lists, block);
                break;
            case FixedVector<float> v:
                WriteSingles(v.Values, rows, valid, lists, block);
                break;
            case FixedVector<double> v:
                WriteDoubles(v.Values, rows, valid, lists, block);
                break;
            case FixedVector<Interval> v:
                WriteIntervals(v.Values, rows, valid);
                break;
            case FixedVector<Uuid> v:
                WriteUuids(v.Values, rows, valid, lists, block);
                break;
        }
    }

    private int ReadValidity(Validity validity, ReadOnlySpan<int> rows)
    {
        _valid.AsSpan(0, (rows.Length + 63) / 64).Clear();
        var nulls = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (validity.IsValid(rows[i])) _valid[i >> 6] |= 1UL << (i & 63);
            else nulls++;
        }

        return nulls;
    }

    private void WriteIntegers<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
        where T : unmanaged, IBinaryInteger<T>
    {
        var target = _longs.AsSpan(0, rows.Length);
        for (var i = 0; i < target.Length; i++) target[i] = long.CreateTruncating(values[rows[i]]);
        FillNulls(target, valid);
        var range = BlockStatistics.Range(target);
        (lists.MinIntegers[block], lists.MaxIntegers[block]) = range;
        if ((lists.Flags & SegmentFormat.ColumnFlags.Sum) != 0) lists.SumIntegers[block] = BlockStatistics.Sum(target, valid, range);
        _integers.Encode(target, _file);
    }

    private void WriteCodes(TextCodes codes, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        var target = _longs.AsSpan(0, rows.Length);
        for (var i = 0; i < target.Length; i++) target[i] = codes.Codes[rows[i]];
        FillNulls(target, valid);
        (lists.MinIntegers[block], lists.MaxIntegers[block]) = BlockStatistics.Range(target);
        _integers.Encode(target, _file);
    }

    private void WriteSingles(ReadOnlySpan<float> values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        var target = _singles.AsSpan(0, rows.Length);
        for (var i = 0; i < target.Length; i++) target[i] = values[rows[i]];
        FillNulls(target, valid);
        var doubles = _doubles.AsSpan(0, rows.Length);
        for (var i = 0; i < doubles.Length; i++) doubles[i] = target[i];
        Summarize(doubles, valid, lists, block);
        _floats.Encode(target, _file);
    }

    private void WriteDoubles(ReadOnlySpan<double> values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        var target = _doubles.AsSpan(0, rows.Length);
        for (var i = 0; i < target.Length; i++) target[i] = values[rows[i]];
        FillNulls(target, valid);
        Summarize(target, valid, lists, block);
        _floats.Encode(target, _file);
    }

    private static void Summarize(ReadOnlySpan<double> values, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        (lists.MinDoubles[block], lists.MaxDoubles[block]) = BlockStatistics.Range(values);
        lists.SumDoubles[block] = BlockStatistics.Sum(values, valid);
    }

    private void WriteIntervals(ReadOnlySpan<Interval> values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid)
    {
        var target = _longs.AsSpan(0, rows.Length);
        for (var field = 0; field < 3; field++)
        {
            for (var i = 0; i < target.Length; i++)
            {
                ref readonly var value = ref values[rows[i]];
                target[i] = field switch { 0 => value.Microseconds, 1 => value.Days, _ => value.Months };
            }

            FillNulls(target, valid);
            _integers.Encode(target, _file);
        }
    }

    private void WriteUuids(ReadOnlySpan<Uuid> values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        Uuid? min = null, max = null;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!valid.IsEmpty && (valid[i >> 6] >> (i & 63) & 1) == 0) continue;
            var value = values[rows[i]];
            if (min is null || value < min) min = value;
            if (max is null || value > max) max = value;
        }

        (lists.MinBytes[block], lists.MaxBytes[block]) = (new byte[16], new byte[16]);
        min!.Value.Write(lists.MinBytes[block]);
        max!.Value.Write(lists.MaxBytes[block]);
        var target = _longs.AsSpan(0, rows.Length);
        for (var i = 0; i < target.Length; i++) target[i] = (long)values[rows[i]].High;
        FillNulls(target, valid);
        _integers.Encode(target, _file);
        for (var i = 0; i < target.Length; i++) target[i] = (long)values[rows[i]].Low;
        FillNulls(target, valid);
        _integers.Encode(target, _file);
    }

    private void WriteBytes(BytesVector values, ReadOnlySpan<int> rows, ReadOnlySpan<ulong> valid, ColumnLists lists, int block)
    {
        var lengths = _longs.AsSpan(0, rows.Length);
        int min = -1, max = -1;
        for (var i = 0; i < rows.Length; i++)
        {
            var isNull = !valid.IsEmpty && (valid[i >> 6] >> (i & 63) & 1) == 0;
            lengths[i] = isNull ? 0 : values[rows[i]].Length;
            if (isNull) continue;
            if (min < 0 || values[rows[i]].SequenceCompareTo(values[min]) < 0) min = rows[i];
            if (max < 0 || values[rows[i]].SequenceCompareTo(values[max]) > 0) max = rows[i];
        }

        _scratch.Reset();
        for (var i = 0; i < rows.Length; i++)
        {
            if (lengths[i] > 0) _scratch.Bytes(values[rows[i]]);
        }

        _bytes.Encode(lengths, _scratch.Written, valid, _file);
        (lists.MinBytes[block], lists.MaxBytes[block], lists.IsCut[block]) = Bounds(values[min], values[max]);
    }

    private void WriteDictionary(BytesVector values, TextCodes codes)
    {
        var begin = _file.Length;
        _file.Reserve(4);
        var entries = codes.EntryRows;
        _file.Varint(entries.Length);
        for (var at = 0; at < entries.Length; at += BlockFormat.Rows)
        {
            var lengths = _longs.AsSpan(0, Math.Min(BlockFormat.Rows, entries.Length - at));
            for (var i = 0; i < lengths.Length; i++) lengths[i] = values[entries[at + i]].Length;
            _integers.Encode(lengths, _file);
        }

        _scratch.Reset();
        foreach (var row in entries) _scratch.Bytes(values[row]);
        _bytes.EncodeContent(_scratch.Written, _file);
        Seal(begin, -1);
    }

    private void LearnScale(Vector column)
    {
        // 256 rows spread evenly tell the number of decimals as well as all would.
        var count = Math.Min(256, _order.Length);
        var sample = _doubles.AsSpan(0, count);
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            var row = _order[(int)((long)i * _order.Length / count)];
            if (column.IsNull(row)) continue;
            sample[used++] = column is FixedVector<float> f ? f.Values[row] : ((FixedVector<double>)column).Values[row];
        }

        _floats.Learn(sample[..used], column is FixedVector<float>);
    }

    // Puts the value before it in the place of a null (the first value in front of it), which every encoding keeps for nothing.
    private static void FillNulls<T>(Span<T> values, ReadOnlySpan<ulong> valid)
    {
        if (valid.IsEmpty) return;
        var first = 0;
        while ((valid[first >> 6] >> (first & 63) & 1) == 0) first++;
        values[..first].Fill(values[first]);
        for (var i = first + 1; i < values.Length; i++)
        {
            if ((valid[i >> 6] >> (i & 63) & 1) == 0) values[i] = values[i - 1];
        }
    }
}
