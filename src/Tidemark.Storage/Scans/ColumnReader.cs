using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tidemark.Types;
using Tidemark.Vectors;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Storage;

/// <summary>
/// The decoders and scratch space that the column readers of one scanner share. Nothing of it is in the vectors that they show, so it goes from one scanner to the next: a small query would
/// spend more on making it than on its rows.
/// </summary>
internal sealed class Decoders
{
    private static readonly Decoders?[] Idle = new Decoders?[2 * Environment.ProcessorCount];

    public Decoders()
    {
        Floats = new FloatDecoder(Integers);
        Bytes = new BytesDecoder(Integers);
    }

    /// <summary>Takes one for a while; <see cref="Return"/> gives it back.</summary>
    public static Decoders Rent()
    {
        foreach (ref var idle in Idle.AsSpan())
        {
            if (idle is not null && Interlocked.Exchange(ref idle, null) is { } decoders) return decoders;
        }

        return new Decoders();
    }

    /// <summary>Gives it back, exactly once; it is not used afterwards.</summary>
    public void Return()
    {
        foreach (ref var idle in Idle.AsSpan())
        {
            if (idle is null && Interlocked.CompareExchange(ref idle, this, null) is null) return;
        }
    }

    public IntegerDecoder Integers { get; } = new();

    public FloatDecoder Floats { get; }

    public BytesDecoder Bytes { get; }

    public long[] Longs { get; } = new long[BlockFormat.Rows];

    public double[] Doubles { get; } = new double[BlockFormat.Rows];
}

/// <summary>
/// Decodes one column block by block into buffers that it owns, and shows parts of the current block as a vector, the same object each time, without copying.
/// </summary>
internal abstract class ColumnReader
{
    private protected readonly Decoders _decoders;
    private readonly ulong[] _valid = new ulong[BlockFormat.Rows / 64];
    private readonly ConstantVector _nullConstant;
    private protected bool _isConstant;
    private bool _isNull;
    private Vector? _tail;
    private int _tailStart;

    private protected ColumnReader(SqlType type, Decoders decoders)
    {
        Type = type;
        _decoders = decoders;
        _nullConstant = VectorShapes.NullConstant(type, 0);
    }

    public SqlType Type { get; }

    /// <summary>The bits of the current block's rows that hold a value.</summary>
    private protected Validity Validity { get; private set; }

    public static ColumnReader Create(SqlType type, Decoders decoders) => type.Physical switch
    {
        PhysicalType.Bool => new IntegerReader<byte, bool>(type, decoders),
        PhysicalType.Int16 => new IntegerReader<short, short>(type, decoders),
        PhysicalType.Int32 => new IntegerReader<int, int>(type, decoders),
        PhysicalType.Int64 => new IntegerReader<long, long>(type, decoders),
        PhysicalType.Float32 => new SingleReader(type, decoders),
        PhysicalType.Float64 => new DoubleReader(type, decoders),
        PhysicalType.Interval => new IntervalReader(type, decoders),
        PhysicalType.Uuid => new UuidReader(type, decoders),
        _ => new BytesReader(type, decoders),
    };

    /// <summary>Turns to a block of a segment.</summary>
    public void Decode(SegmentColumn column, int block, int last, int rows)
    {
        try
        {
            if (TryBegin(column, block, last, rows, out var input)) DecodeValues(column, ref input, rows);
        }
        catch (InvalidDataException error)
        {
            throw column.Damaged(block, error);
        }
    }

    /// <summary>Turns to some rows of a block of a segment, which are then rows 0, 1 and so on, and decodes as little of the others as can be.</summary>
    /// <param name="column">The column.</param>
    /// <param name="block">The block.</param>
    /// <param name="last">The last block that will be asked for.</param>
    /// <param name="blockRows">How many rows the block has.</param>
    /// <param name="rows">The rows, ascending.</param>
    public void Pick(SegmentColumn column, int block, int last, int blockRows, ReadOnlySpan<int> rows)
    {
        if (column.Decoded(block) is { } decoded)
        {
            Take(column, decoded, rows);
            return;
        }

        if (column.IsPicked(block))
        {
            Decode(column, block, last, blockRows);
            column.Keep(block, CopyValues(blockRows, Validity.IsAllValid ? null : _valid[..((blockRows + 63) / 64)]));
            Keep(rows);
            return;
        }

        try
        {
            if (!TryBegin(column, block, last, blockRows, out var input)) return;
            KeepValidity(_valid, rows);
            _decoders.Integers.DecodedOthers = false;
            PickValues(column, ref input, blockRows, rows);
            if (_decoders.Integers.DecodedOthers) column.Picked(block);
        }
        catch (InvalidDataException error)
        {
            throw column.Damaged(block, error);
        }
    }

    /// <summary>Keeps some rows of the block that was decoded last, which are then rows 0, 1 and so on.</summary>
    /// <param name="rows">The rows, ascending.</param>
    public void Keep(ReadOnlySpan<int> rows)
    {
        if (_isNull || _tail is not null) return;
        KeepValidity(_valid, rows);
        if (!_isConstant) KeepValues(rows);
    }

    /// <summary>Turns to rows in memory, beginning with row <paramref name="start"/>.</summary>
    public void UseTail(Vector column, int start)
    {
        _tail = column;
        _tailStart = start;
    }

    /// <summary>Turns to rows that all have one value.</summary>
    /// <param name="value">A flat vector of one row; null for null.</param>
    public void UseConstant(Vector? value)
    {
        _isNull = value is null;
        _tail = value is null ? null : new ConstantVector(value, BlockFormat.Rows);
        _tailStart = 0;
    }

    /// <summary>Rows of the current block; holds until the next call.</summary>
    public Vector View(int start, int count)
    {
        if (_tail is not null) return _tail.Slice(_tailStart + start, count);
        return _isNull ? _nullConstant.Resize(count) : ViewValues(start, count);
    }

    private protected abstract void DecodeValues(SegmentColumn column, ref ByteReader input, int rows);

    private protected abstract void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows);

    /// <summary>Moves the values of some rows of the block to the front.</summary>
    private protected abstract void KeepValues(ReadOnlySpan<int> rows);

    /// <summary>A copy of the block's values.</summary>
    private protected abstract DecodedBlock CopyValues(int rows, ulong[]? valid);

    /// <summary>Takes the values of some rows out of a block.</summary>
    private protected abstract void TakeValues(SegmentColumn column, DecodedBlock decoded, ReadOnlySpan<int> rows);

    private protected abstract Vector ViewValues(int start, int count);

    // False when there are no values, all rows being null.
    private bool TryBegin(SegmentColumn column, int block, int last, int rows, out ByteReader input)
    {
        _tail = null;
        _isConstant = false;
        input = new ByteReader(column.Block(block, last));
        var nulls = (BlockNulls)input.U8();
        _isNull = nulls == BlockNulls.All;
        if (_isNull) return false;
        Validity = default;
        if (nulls == BlockNulls.Some)
        {
            input.Raw(_valid.AsSpan(0, (rows + 63) / 64));
            Validity = new Validity(_valid);
        }

        return true;
    }

    private void Take(SegmentColumn column, DecodedBlock decoded, ReadOnlySpan<int> rows)
    {
        _tail = null;
        _isConstant = _isNull = false;
        Validity = decoded.Valid is null ? default : new Validity(_valid);
        KeepValidity(decoded.Valid, rows);
        TakeValues(column, decoded, rows);
    }

    // A bit never moves up, so none is overwritten before it was read.
    private void KeepValidity(ReadOnlySpan<ulong> source, ReadOnlySpan<int> rows)
    {
        if (Validity.IsAllValid) return;
        var word = 0UL;
        var hasNulls = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var bit = (source[rows[i] >> 6] >> (rows[i] & 63)) & 1;
            hasNulls |= bit == 0;
            word |= bit << (i & 63);
            if ((i & 63) != 63 && i + 1 < rows.Length) continue;
            _valid[i >> 6] = word;
            word = 0;
        }

        if (!hasNulls) Validity = default;
    }
}

/// <summary>A reader of fixed-width values.</summary>
internal abstract class FixedReader<T> : ColumnReader
    where T : unmanaged
{
    // A query of few rows needs no room for a block.
    private const int Few = 64;

    private protected T[] _values = [];
    private readonly FixedVector<T> _view;
    private readonly T[] _one = new T[1];
    private readonly ConstantVector _constant;

    private protected FixedReader(SqlType type, Decoders decoders)
        : base(type, decoders)
    {
        _view = new FixedVector<T>(type, _values, 0);
        _constant = new ConstantVector(new FixedVector<T>(type, _one, 1), 0);
    }

    /// <summary>Where so many values go.</summary>
    private protected Span<T> Room(int count)
    {
        if (_values.Length < count) _values = GC.AllocateUninitializedArray<T>(count <= Few ? Few : BlockFormat.Rows);
        return _values.AsSpan(0, count);
    }

    private protected void SetConstant(T value)
    {
        _isConstant = true;
        _one[0] = value;
        if (!Validity.IsAllValid) Room(BlockFormat.Rows).Fill(value);
    }

    private protected override DecodedBlock CopyValues(int rows, ulong[]? valid) =>
        new DecodedValues<T>(_values.AsSpan(0, rows).ToArray(), valid, (rows * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()) + ((valid?.Length ?? 0) * sizeof(ulong)));

    private protected override void TakeValues(SegmentColumn column, DecodedBlock decoded, ReadOnlySpan<int> rows)
    {
        var target = Room(rows.Length);
        var values = ((DecodedValues<T>)decoded).Values;
        for (var i = 0; i < rows.Length; i++) target[i] = values[rows[i]];
    }

    private protected override void KeepValues(ReadOnlySpan<int> rows)
    {
        for (var i = 0; i < rows.Length; i++) _values[i] = _values[rows[i]];
    }

    private protected override Vector ViewValues(int start, int count)
    {
        if (_isConstant && Validity.IsAllValid) return _constant.Resize(count);
        _view.Reset(_values, start, count, Validity.Slice(start));
        return _view;
    }
}

/// <summary>A reader of integers of any width, of bool, and of dates and times.</summary>
/// <typeparam name="TNumber">The integer.</typeparam>
/// <typeparam name="T">The vector's element: the integer itself, or bool for a byte.</typeparam>
internal sealed class IntegerReader<TNumber, T>(SqlType type, Decoders decoders) : FixedReader<T>(type, decoders)
    where TNumber : unmanaged, IBinaryInteger<TNumber>
    where T : unmanaged
{
    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        if (IntegerDecoder.TryConstant(ref input, out var value))
        {
            var number = TNumber.CreateTruncating(value);
            SetConstant(System.Runtime.CompilerServices.Unsafe.BitCast<TNumber, T>(number));
            return;
        }

        if (typeof(T) == typeof(long))
        {
            _decoders.Integers.Decode(ref input, MemoryMarshal.Cast<T, long>(Room(rows)));
            return;
        }

        var source = _decoders.Longs.AsSpan(0, rows);
        _decoders.Integers.Decode(ref input, source);
        Narrow(source);
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows)
    {
        var picked = _decoders.Longs.AsSpan(0, rows.Length);
        _decoders.Integers.Pick(ref input, blockRows, rows, picked);
        Narrow(picked);
    }

    [MethodImpl(HotLoop.Compiled)]
    private void Narrow(ReadOnlySpan<long> source)
    {
        var target = MemoryMarshal.Cast<T, TNumber>(Room(source.Length));
        var i = 0;
        if (typeof(TNumber) == typeof(int))
        {
            ref var from = ref MemoryMarshal.GetReference(source);
            ref var to = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<TNumber, int>(target));
            for (; i + 8 <= target.Length; i += 8) Vector256.Narrow(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.LoadUnsafe(ref from, (nuint)i + 4)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < target.Length; i++) target[i] = TNumber.CreateTruncating(source[i]);
    }
}

/// <summary>A reader of float8.</summary>
internal sealed class DoubleReader(SqlType type, Decoders decoders) : FixedReader<double>(type, decoders)
{
    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        if (FloatDecoder.TryConstant(ref input, out var value)) SetConstant(value);
        else _decoders.Floats.Decode(ref input, Room(rows));
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows) =>
        _decoders.Floats.Pick(ref input, blockRows, rows, Room(rows.Length));
}

/// <summary>A reader of float4.</summary>
internal sealed class SingleReader(SqlType type, Decoders decoders) : FixedReader<float>(type, decoders)
{
    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        if (FloatDecoder.TryConstant(ref input, out var value)) SetConstant((float)value);
        else _decoders.Floats.Decode(ref input, Room(rows), _decoders.Doubles);
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows) =>
        _decoders.Floats.Pick(ref input, blockRows, rows, Room(rows.Length), _decoders.Doubles);
}

/// <summary>A reader of interval.</summary>
internal sealed class IntervalReader(SqlType type, Decoders decoders) : FixedReader<Interval>(type, decoders)
{
    private readonly long[] _days = new long[BlockFormat.Rows];
    private readonly long[] _months = new long[BlockFormat.Rows];

    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        _decoders.Integers.Decode(ref input, _decoders.Longs.AsSpan(0, rows));
        _decoders.Integers.Decode(ref input, _days.AsSpan(0, rows));
        _decoders.Integers.Decode(ref input, _months.AsSpan(0, rows));
        Join(rows);
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows)
    {
        _decoders.Integers.Pick(ref input, blockRows, rows, _decoders.Longs.AsSpan(0, rows.Length));
        _decoders.Integers.Pick(ref input, blockRows, rows, _days.AsSpan(0, rows.Length));
        _decoders.Integers.Pick(ref input, blockRows, rows, _months.AsSpan(0, rows.Length));
        Join(rows.Length);
    }

    private void Join(int count)
    {
        var target = Room(count);
        for (var i = 0; i < count; i++) target[i] = new Interval(_decoders.Longs[i], (int)_days[i], (int)_months[i]);
    }
}

/// <summary>A reader of uuid.</summary>
internal sealed class UuidReader(SqlType type, Decoders decoders) : FixedReader<Uuid>(type, decoders)
{
    private readonly long[] _low = new long[BlockFormat.Rows];

    private protected override void DecodeValues(SegmentColumn column, ref ByteReader input, int rows)
    {
        _decoders.Integers.Decode(ref input, _decoders.Longs.AsSpan(0, rows));
        _decoders.Integers.Decode(ref input, _low.AsSpan(0, rows));
        Join(rows);
    }

    private protected override void PickValues(SegmentColumn column, ref ByteReader input, int blockRows, ReadOnlySpan<int> rows)
    {
        _decoders.Integers.Pick(ref input, blockRows, rows, _decoders.Longs.AsSpan(0, rows.Length));
        _decoders.Integers.Pick(ref input, blockRows, rows, _low.AsSpan(0, rows.Length));
        Join(rows.Length);
    }

    private void Join(int count)
    {
        var target = Room(count);
        for (var i = 0; i < count; i++) target[i] = new Uuid((ulong)_decoders.Longs[i], (ulong)_low[i]);
    }
}
