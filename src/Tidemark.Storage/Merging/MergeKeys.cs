using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>The keys of a batch's rows, see <see cref="MergeKeyShape"/>. Its buffers are reused from batch to batch.</summary>
internal sealed class MergeKeys(MergeKeyShape shape)
{
    private readonly ulong[][] _values = [.. shape.Parts.Select(_ => new ulong[BlockFormat.Rows])];
    private readonly Vector[] _columns = new Vector[shape.Parts.Length];
    private int[]? _rows;

    /// <summary>Turns to a batch, which must stay as it is while its keys are compared.</summary>
    public void Read(Batch batch)
    {
        var count = batch.Length;
        _rows = null;
        ReadOnlySpan<int> rows = default;
        if (batch.Selection is { } selection)
        {
            _rows = selection.Rows[..count].ToArray();
            rows = _rows;
        }

        for (var p = 0; p < _values.Length; p++)
        {
            var part = shape.Parts[p];
            _columns[p] = batch.RawColumns[part.Column];
            var values = _values[p].AsSpan(0, count);
            if (part.Kind == MergeKeyPartKind.Nulls) ReadNulls(_columns[p], rows, values, part.Sort.NullsFirst);
            else ReadValues(_columns[p], part, rows, values);
        }
    }

    /// <summary>Compares a row with a row of another batch.</summary>
    public int Compare(int row, MergeKeys other, int otherRow)
    {
        for (var p = 0; p < _values.Length; p++)
        {
            var (a, b) = (_values[p][row], other._values[p][otherRow]);
            if (a != b) return a < b ? -1 : 1;
            if (shape.Parts[p].Kind != MergeKeyPartKind.Prefix) continue;
            var order = CompareText(p, row, other, otherRow);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>Whether a row has the same value as the row before it in the key's first column.</summary>
    public bool ContinuesFirst(int row)
    {
        for (var p = 0; p < shape.FirstColumnParts; p++)
        {
            if (_values[p][row] != _values[p][row - 1]) return false;
            if (shape.Parts[p].Kind == MergeKeyPartKind.Prefix && CompareText(p, row, this, row - 1) != 0) return false;
        }

        return true;
    }

    /// <summary>Takes down a row's value in the key's first column.</summary>
    public void SaveFirst(int row, MergeKeyMark mark)
    {
        mark.Parts.Clear();
        for (var p = 0; p < shape.FirstColumnParts; p++) mark.Parts.Add(_values[p][row]);
        mark.Text = shape.Parts[shape.FirstColumnParts - 1].Kind == MergeKeyPartKind.Prefix ? Text(shape.FirstColumnParts - 1, row).ToArray() : [];
    }

    /// <summary>Whether a row has the value that was taken down.</summary>
    public bool HasFirst(int row, MergeKeyMark mark)
    {
        for (var p = 0; p < shape.FirstColumnParts; p++)
        {
            if (_values[p][row] != mark.Parts[p]) return false;
        }

        return shape.Parts[shape.FirstColumnParts - 1].Kind != MergeKeyPartKind.Prefix || Text(shape.FirstColumnParts - 1, row).SequenceEqual(mark.Text);
    }

    private int CompareText(int part, int row, MergeKeys other, int otherRow)
    {
        var order = Text(part, row).SequenceCompareTo(other.Text(part, otherRow));
        return shape.Parts[part].Sort.Descending ? -order : order;
    }

    private ReadOnlySpan<byte> Text(int part, int row)
    {
        var raw = _rows is null ? row : _rows[row];
        return _columns[part].IsNull(raw) ? default : VectorAccess.GetBytes(_columns[part], raw);
    }

    private static void ReadNulls(Vector column, ReadOnlySpan<int> rows, Span<ulong> values, bool nullsFirst)
    {
        for (var i = 0; i < values.Length; i++) values[i] = column.IsNull(rows.IsEmpty ? i : rows[i]) != nullsFirst ? 1UL : 0UL;
    }

    private static void ReadValues(Vector column, MergeKeyPart part, ReadOnlySpan<int> rows, Span<ulong> values)
    {
        switch (column.Type.Physical)
        {
            case PhysicalType.Bool: Read<bool, BoolKey>(column, rows, values); break;
            case PhysicalType.Int16: Read<short, Int16Key>(column, rows, values); break;
            case PhysicalType.Int32: Read<int, Int32Key>(column, rows, values); break;
            case PhysicalType.Int64: Read<long, Int64Key>(column, rows, values); break;
            case PhysicalType.Float32: Read<float, Float32Key>(column, rows, values); break;
            case PhysicalType.Float64: Read<double, Float64Key>(column, rows, values); break;
            case PhysicalType.Uuid when part.Kind == MergeKeyPartKind.LowerHalf: Read<Uuid, LowerUuidKey>(column, rows, values); break;
            case PhysicalType.Uuid: Read<Uuid, UpperUuidKey>(column, rows, values); break;
            case PhysicalType.Interval when part.Kind == MergeKeyPartKind.LowerHalf: Read<Interval, LowerIntervalKey>(column, rows, values); break;
            case PhysicalType.Interval: Read<Interval, UpperIntervalKey>(column, rows, values); break;
            default: ReadPrefixes(column, rows, values); break;
        }

        if (part.Sort.Descending)
        {
            foreach (ref var value in values) value = ~value;
        }

        if (column.Validity.IsAllValid) return;
        for (var i = 0; i < values.Length; i++)
        {
            if (column.IsNull(rows.IsEmpty ? i : rows[i])) values[i] = 0;
        }
    }

    private static void Read<T, TKey>(Vector column, ReadOnlySpan<int> rows, Span<ulong> values)
        where T : unmanaged
        where TKey : struct, IKey<T>
    {
        switch (column)
        {
            case FixedVector<T> flat when rows.IsEmpty:
                var all = flat.Values[..values.Length];
                for (var i = 0; i < values.Length; i++) values[i] = TKey.Of(all[i]);
                break;
            case FixedVector<T> flat:
                var some = flat.Values;
                for (var i = 0; i < values.Length; i++) values[i] = TKey.Of(some[rows[i]]);
                break;
            case ConstantVector constant:
                values.Fill(TKey.Of(((FixedVector<T>)constant.Value).Values[0]));
                break;
            default:
                for (var i = 0; i < values.Length; i++) values[i] = TKey.Of(VectorAccess.Get<T>(column, rows.IsEmpty ? i : rows[i]));
                break;
        }
    }

    private static void ReadPrefixes(Vector column, ReadOnlySpan<int> rows, Span<ulong> values)
    {
        if (column is ConstantVector constant)
        {
            values.Fill(Prefix(((BytesVector)constant.Value)[0]));
            return;
        }

        if (column is DictionaryVector coded)
        {
            var dictionary = (BytesVector)coded.Dictionary;
            var codes = coded.Codes;
            for (var i = 0; i < values.Length; i++) values[i] = Prefix(dictionary[codes[rows.IsEmpty ? i : rows[i]]]);
            return;
        }

        var flat = (BytesVector)column;
        for (var i = 0; i < values.Length; i++) values[i] = Prefix(flat[rows.IsEmpty ? i : rows[i]]);
    }

    private static ulong Prefix(ReadOnlySpan<byte> value)
    {
        if (value.Length >= 8) return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(value);
        ulong prefix = 0;
        for (var i = 0; i < value.Length; i++) prefix |= (ulong)value[i] << (56 - (8 * i));
        return prefix;
    }

    private static ulong Flip(long value) => (ulong)value ^ 0x8000_0000_0000_0000UL;

    private interface IKey<T>
    {
        static abstract ulong Of(T value);
    }

    private readonly struct BoolKey : IKey<bool>
    {
        public static ulong Of(bool value) => value ? 1UL : 0UL;
    }

    private readonly struct Int16Key : IKey<short>
    {
        public static ulong Of(short value) => Flip(value);
    }

    private readonly struct Int32Key : IKey<int>
    {
        public static ulong Of(int value) => Flip(value);
    }

    private readonly struct Int64Key : IKey<long>
    {
        public static ulong Of(long value) => Flip(value);
    }

    private readonly struct Float32Key : IKey<float>
    {
        public static ulong Of(float value) => FloatOrder.Key(value);
    }

    private readonly struct Float64Key : IKey<double>
    {
        public static ulong Of(double value) => FloatOrder.Key(value);
    }

    private readonly struct UpperUuidKey : IKey<Uuid>
    {
        public static ulong Of(Uuid value) => value.High;
    }

    private readonly struct LowerUuidKey : IKey<Uuid>
    {
        public static ulong Of(Uuid value) => value.Low;
    }

    private readonly struct UpperIntervalKey : IKey<Interval>
    {
        public static ulong Of(Interval value) => Flip((long)(value.Span >> 64));
    }

    private readonly struct LowerIntervalKey : IKey<Interval>
    {
        public static ulong Of(Interval value) => unchecked((ulong)value.Span);
    }
}

/// <summary>A value of a key's first column, kept beyond its batch.</summary>
internal sealed class MergeKeyMark
{
    public List<ulong> Parts { get; } = [];

    public byte[] Text { get; set; } = [];
}
