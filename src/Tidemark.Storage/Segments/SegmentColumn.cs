using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// One column of a segment: where its blocks lie, their statistics, and what of them is in memory. Checksums are verified once, when bytes are loaded. Thread-safe.
/// </summary>
internal sealed class SegmentColumn : ICached
{
    /// <summary>A column of at most so many bytes is always loaded whole.</summary>
    private const int SmallColumn = 128 << 10;

    private readonly SegmentUnit _unit;
    private readonly int _index;
    private readonly ColumnLists _lists;
    private readonly int[] _starts;
    private readonly Lock _gate = new();
    private byte[]? _whole;
    private byte[]?[]? _blocks;
    private DecodedBlock?[]? _decoded;
    private bool[]? _picked;
    private BytesVector? _dictionary;
    private int _loaded;
    private bool _used;
    private bool _isDamaged;

    public SegmentColumn(SegmentUnit unit, int index, ColumnLists lists)
    {
        _unit = unit;
        _index = index;
        _lists = lists;
        _starts = new int[lists.Lengths.Length + 1];
        for (var block = 0; block < lists.Lengths.Length; block++)
        {
            if (lists.Lengths[block] is < 5 or > int.MaxValue) throw new InvalidDataException("a block has an impossible length");
            _starts[block + 1] = checked(_starts[block] + (int)lists.Lengths[block]);
        }

        if (lists.Offset < SegmentFormat.HeaderBytes || lists.Offset + _starts[^1] > unit.Meta.FooterOffset) throw new InvalidDataException("a column lies outside of its file");
    }

    public bool HasDictionary => (_lists.Flags & SegmentFormat.ColumnFlags.Dictionary) != 0;

    public bool HasRange => (_lists.Flags & SegmentFormat.ColumnFlags.Range) != 0;

    public ColumnLists Lists => _lists;

    /// <inheritdoc />
    public bool IsRemoved => _unit.IsRemoved;

    /// <summary>The distinct values, ascending; the same object as long as it is in use.</summary>
    public BytesVector Dictionary => Volatile.Read(ref _dictionary) ?? LoadDictionary();

    /// <summary>The content of a block behind its checksum, which was verified.</summary>
    /// <param name="block">The block.</param>
    /// <param name="last">The last block that the caller is going to ask for, so that a long run is read at once.</param>
    public ReadOnlySpan<byte> Block(int block, int last)
    {
        if (!_used) _used = true;
        var length = (int)_lists.Lengths[block] - 4;
        if (Volatile.Read(ref _whole) is { } whole) return whole.AsSpan(_starts[block] + 4, length);
        if (Volatile.Read(ref _blocks)?[block] is { } bytes) return bytes.AsSpan(4, length);
        return Load(block, last);
    }

    /// <summary>A block that is kept decoded; null for others.</summary>
    public DecodedBlock? Decoded(int block)
    {
        if (Volatile.Read(ref _decoded)?[block] is not { } decoded) return null;
        if (!_used) _used = true;
        return decoded;
    }

    /// <summary>Single rows of a block were asked for, and others had to be decoded for them: the next time the block is to be kept.</summary>
    public void Picked(int block)
    {
        lock (_gate) (_picked ??= new bool[_lists.Lengths.Length])[block] = true;
    }

    /// <summary>Whether a block is worth keeping.</summary>
    public bool IsPicked(int block) => Volatile.Read(ref _picked)?[block] == true;

    /// <summary>Keeps a block decoded, as long as the cache lets it.</summary>
    public void Keep(int block, DecodedBlock decoded)
    {
        lock (_gate)
        {
            _decoded ??= new DecodedBlock?[_lists.Lengths.Length];
            if (_unit.IsRemoved || _decoded[block] is not null) return;
            Account(decoded.Bytes);
            Volatile.Write(ref _decoded[block], decoded);
        }
    }

    public ColumnStatistics Statistics(int block)
    {
        var rows = _lists.RowCounts[block];
        var hasRange = HasRange && _lists.Nulls[block] < rows;
        var coded = HasDictionary && hasRange;
        return new ColumnStatistics
        {
            Rows = rows,
            Nulls = _lists.Nulls[block],
            IsExact = !_lists.IsCut[block],
            HasRange = hasRange,
            HasSum = (_lists.Flags & SegmentFormat.ColumnFlags.Sum) != 0,
            MinInteger = _lists.MinIntegers[block],
            MaxInteger = _lists.MaxIntegers[block],
            MinDouble = _lists.MinDoubles[block],
            MaxDouble = _lists.MaxDoubles[block],
            MinBytes = coded ? Dictionary.Memory((int)_lists.MinIntegers[block]) : _lists.MinBytes[block],
            MaxBytes = coded ? Dictionary.Memory((int)_lists.MaxIntegers[block]) : _lists.MaxBytes[block],
            SumInteger = _lists.SumIntegers[block],
            SumDouble = _lists.SumDoubles[block],
        };
    }

    /// <summary>Whether it was read since this was last asked.</summary>
    public bool WasUsed()
    {
        var used = _used;
        _used = false;
        return used;
    }

    /// <summary>Lets go of all bytes in memory, unless the column is just being loaded: the cache calls this while another column is.</summary>
    public bool TryUnload()
    {
        if (!_gate.TryEnter()) return false;
        try
        {
            _whole = null;
            _blocks = null;
            _dictionary = null;
            _decoded = null;
            _picked = null;
            _unit.Cache.Unloaded(_loaded);
            _loaded = 0;
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>The error for a block whose checksum is right and whose content is not.</summary>
    public SqlException Damaged(int block, InvalidDataException cause) => StorageErrors.Damaged(_unit.Path, OffsetOf(block), cause.Message, cause);

    /// <summary>Where a block lies in the file; -1 for the dictionary.</summary>
    public long OffsetOf(int block) => block < 0 ? _lists.Offset - _lists.DictionaryLength : _lists.Offset + _starts[block];

    private ReadOnlySpan<byte> Load(int block, int last)
    {
        lock (_gate)
        {
            var size = _starts[^1];
            if (_whole is null && !_isDamaged && (size <= SmallColumn || (last - block + 1) * 4 >= _lists.Lengths.Length)) _whole = TryReadWhole();
            if (_whole is not null) return _whole.AsSpan(_starts[block] + 4, (int)_lists.Lengths[block] - 4);
            _blocks ??= new byte[_lists.Lengths.Length][];
            _blocks[block] ??= ReadVerified(block, block);
            return _blocks[block].AsSpan(4);
        }
    }

    // One damaged block does not keep the others from being read: they are then read one by one.
    private byte[]? TryReadWhole()
    {
        try
        {
            return ReadVerified(0, _lists.Lengths.Length - 1);
        }
        catch (SqlException error) when (error.State == SqlState.DataCorrupted)
        {
            _isDamaged = true;
            return null;
        }
    }

    private byte[] ReadVerified(int first, int last)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(_starts[last + 1] - _starts[first]);
        _unit.Read(_lists.Offset + _starts[first], bytes);
        for (var block = first; block <= last; block++)
        {
            var content = bytes.AsSpan(_starts[block] - _starts[first], (int)_lists.Lengths[block]);
            Verify(content, block, _lists.Offset + _starts[block]);
        }

        Account(bytes.Length);
        return bytes;
    }

    private BytesVector LoadDictionary()
    {
        lock (_gate)
        {
            if (_dictionary is not null) return _dictionary;
            var bytes = new byte[_lists.DictionaryLength];
            var offset = _lists.Offset - bytes.Length;
            _unit.Read(offset, bytes);
            if (bytes.Length < 5) throw StorageErrors.Damaged(_unit.Path, offset, "a dictionary is too short");
            Verify(bytes, -1, offset);
            try
            {
                var dictionary = ReadDictionary(bytes.AsSpan(4));
                Account(bytes.Length);
                Volatile.Write(ref _dictionary, dictionary);
                return dictionary;
            }
            catch (InvalidDataException error)
            {
                throw Damaged(-1, error);
            }
        }
    }

    private BytesVector ReadDictionary(ReadOnlySpan<byte> content)
    {
        var input = new ByteReader(content);
        var entries = input.Count();
        if (entries > TextCodes.MaxEntries) throw new InvalidDataException("a dictionary has too many entries");
        var decoder = new IntegerDecoder();
        var lengths = new long[BlockFormat.Rows];
        var offsets = new int[entries + 1];
        for (var at = 0; at < entries; at += BlockFormat.Rows)
        {
            var part = lengths.AsSpan(0, Math.Min(BlockFormat.Rows, entries - at));
            decoder.Decode(ref input, part);
            for (var i = 0; i < part.Length; i++)
            {
                var end = offsets[at + i] + part[i];
                if (part[i] is < 0 or > int.MaxValue || end > int.MaxValue) throw new InvalidDataException("a dictionary's entry has an impossible length");
                offsets[at + i + 1] = (int)end;
            }
        }

        return new BytesVector(_unit.Layout.Columns[_index].Type, offsets, BytesDecoder.DecodeContent(ref input, offsets[^1]), entries);
    }

    private void Verify(ReadOnlySpan<byte> block, int number, long offset)
    {
        if (Crc32C.Compute(block[4..], SegmentFormat.Seed(_unit.Id, _index, number)) != BinaryPrimitives.ReadUInt32LittleEndian(block))
        {
            throw StorageErrors.Damaged(_unit.Path, offset, number < 0 ? "dictionary checksum does not match" : "block checksum does not match");
        }
    }

    private void Account(int bytes)
    {
        // Readers of older roots keep it as long as they last; the cache would keep it longer.
        if (_unit.IsRemoved) return;
        var isFirst = _loaded == 0;
        _loaded += bytes;
        _unit.Cache.Loaded(this, bytes, isFirst);
    }
}
