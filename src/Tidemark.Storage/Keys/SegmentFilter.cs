using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>A membership filter of a segment: where it lies, and what is in memory of it. Its checksum is verified when it is loaded. Thread-safe.</summary>
internal sealed class SegmentFilter : ICached
{
    private readonly SegmentUnit _unit;
    private readonly int _number;
    private readonly long _offset;
    private readonly int _length;
    private readonly Lock _gate = new();
    private SplitBlockFilter? _filter;
    private bool _isCounted;
    private bool _used;

    public SegmentFilter(SegmentUnit unit, int number, ImmutableArray<int> columnIds, long offset, int length)
    {
        (_unit, _number, ColumnIds, _offset, _length) = (unit, number, columnIds, offset, length);
        if (offset < SegmentFormat.HeaderBytes || length < 5 || offset + length > unit.Meta.FooterOffset) throw new InvalidDataException("a membership filter lies outside of its file");
    }

    /// <summary>The columns of the key.</summary>
    public ImmutableArray<int> ColumnIds { get; }

    /// <summary>Where it lies in the file.</summary>
    public long Offset => _offset;

    /// <summary>The filter.</summary>
    /// <exception cref="Errors.SqlException">XX001 when it is damaged.</exception>
    public SplitBlockFilter Value
    {
        get
        {
            if (!_used) _used = true;
            return Volatile.Read(ref _filter) ?? Load();
        }
    }

    /// <inheritdoc />
    public bool IsRemoved => _unit.IsRemoved;

    /// <inheritdoc />
    public bool WasUsed()
    {
        var used = _used;
        _used = false;
        return used;
    }

    /// <inheritdoc />
    public bool TryUnload()
    {
        if (!_gate.TryEnter()) return false;
        try
        {
            if (_isCounted) _unit.Cache.Unloaded(_length);
            _isCounted = false;
            _filter = null;
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private SplitBlockFilter Load()
    {
        lock (_gate)
        {
            if (_filter is not null) return _filter;
            var bytes = GC.AllocateUninitializedArray<byte>(_length);
            _unit.Read(_offset, bytes);
            if (Crc32C.Compute(bytes.AsSpan(4), SegmentFormat.FilterSeed(_unit.Id, _number)) != BinaryPrimitives.ReadUInt32LittleEndian(bytes))
            {
                throw Errors.StorageErrors.Damaged(_unit.Path, _offset, "membership filter checksum does not match");
            }

            try
            {
                Volatile.Write(ref _filter, SplitBlockFilter.Read(bytes.AsSpan(4)));
            }
            catch (InvalidDataException error)
            {
                throw Errors.StorageErrors.Damaged(_unit.Path, _offset, error.Message, error);
            }

            if (_unit.IsRemoved) return _filter;
            _isCounted = true;
            _unit.Cache.Loaded(this, _length, isFirst: true);
            return _filter;
        }
    }
}
