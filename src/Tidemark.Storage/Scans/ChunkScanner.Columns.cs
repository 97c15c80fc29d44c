using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <content>Where the columns come from.</content>
public sealed partial class ChunkScanner
{
    /// <summary>One column of the scan: its reader, and where the current unit keeps it.</summary>
    private sealed class ColumnSlot(int columnId)
    {
        private ColumnReader? _reader;
        private SegmentColumn? _segment;
        private Vector? _tail;
        private Vector? _missing;
        private int _decoded = -1;

        public int ColumnId { get; } = columnId;

        public void Turn(UnitView unit, Decoders decoders)
        {
            var layout = unit.Layout.Column(ColumnId);
            if (_reader is null || !_reader.Type.Equals(layout.Type)) _reader = ColumnReader.Create(layout.Type, decoders);
            var index = unit.Version.Unit.Layout.IndexOf(ColumnId);
            _segment = index >= 0 && unit.Version.Unit is SegmentUnit segment ? segment.Column(index) : null;
            _tail = index >= 0 && _segment is null ? unit.Version.TailColumns[index] : null;
            _missing = index < 0 && layout.Missing is { } missing && !missing.IsNull(0) ? missing : null;
            _decoded = -1;
        }

        public ColumnReader Read(UnitView unit, int block, int last, int rows)
        {
            if (_decoded == block) return _reader!;
            if (_segment is not null) _reader!.Decode(_segment, block, last, rows);
            else if (_tail is not null) _reader!.UseTail(unit.Version.TailColumns[unit.Version.Unit.Layout.IndexOf(ColumnId)], block * BlockFormat.Rows);
            else _reader!.UseConstant(_missing);
            _decoded = block;
            return _reader;
        }

        /// <summary>Turns to some rows of a block of a segment.</summary>
        public void Pick(int block, int last, int blockRows, ReadOnlySpan<int> rows)
        {
            if (_segment is null) _reader!.UseConstant(_missing);
            else if (_decoded == block) _reader!.Keep(rows);
            else _reader!.Pick(_segment, block, last, blockRows, rows);
            _decoded = -1;
        }

        /// <summary>Rows that were picked.</summary>
        public Vector View(int start, int count) => _reader!.View(start, count);
    }
}
