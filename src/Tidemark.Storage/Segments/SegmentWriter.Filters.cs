using System.Buffers.Binary;
using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <content>Membership filters, which stand between the columns and the footer.</content>
internal sealed partial class SegmentWriter
{
    private readonly HashSet64 _distinct = new();
    private ulong[] _hashes = [];

    /// <summary>Writes the filters that the layout asks for; a single column with a dictionary needs none, because the dictionary says it exactly.</summary>
    private List<(ImmutableArray<int> ColumnIds, int Offset, int Length)> WriteFilters(ChunkLayout layout, Vector[] columns, TextCodes?[] codes, int rows)
    {
        var written = new List<(ImmutableArray<int> ColumnIds, int Offset, int Length)>();
        foreach (var key in layout.Filters)
        {
            if (!layout.CanFilter(key) || (key.Length == 1 && codes[layout.IndexOf(key[0])] is not null)) continue;
            if (_hashes.Length < rows) _hashes = new ulong[rows];
            KeyHashes.Compute([.. key.Select(id => columns[layout.IndexOf(id)].Slice(0, rows))], _hashes.AsSpan(0, rows));
            _distinct.Clear();
            foreach (var row in _order) _distinct.Add(_hashes[row]);
            var filter = SplitBlockFilter.Create(_distinct.Count);
            foreach (var row in _order) filter.Add(_hashes[row]);

            var begin = _file.Length;
            _file.Reserve(4);
            _file.Bytes(filter.Bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(_file.At(begin, 4), Crc32C.Compute(_file.Written[(begin + 4)..], SegmentFormat.FilterSeed(_unitId, written.Count)));
            written.Add((key, begin, _file.Length - begin));
        }

        return written;
    }

    private void WriteFilterList(List<(ImmutableArray<int> ColumnIds, int Offset, int Length)> filters)
    {
        _file.Varint(filters.Count);
        foreach (var (ids, offset, length) in filters)
        {
            _file.Varint(ids.Length);
            foreach (var id in ids) _file.Varint(id);
            _file.Varint(offset);
            _file.Varint(length);
        }
    }
}
