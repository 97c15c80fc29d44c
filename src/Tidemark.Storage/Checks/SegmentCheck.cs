using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>Reads all of one segment file and compares what it says of itself with what it holds. Memory: the segment's rows, decoded.</summary>
internal sealed class SegmentCheck(SegmentUnit segment, List<string> found)
{
    private readonly SegmentMeta _meta = segment.Meta;

    /// <summary>Checks the file; each damage is added once, by file and position.</summary>
    public void Run()
    {
        try
        {
            if (segment.FileLength() != _meta.FileBytes) Add(StorageErrors.Damaged(segment.Path, Math.Min(segment.FileLength(), _meta.FileBytes), $"the file has {segment.FileLength()} bytes instead of {_meta.FileBytes}"));
            CheckTrailer();
            var columns = new Vector?[segment.Layout.Columns.Length];
            var decoders = new Decoders();
            for (var index = 0; index < columns.Length; index++) columns[index] = ReadColumn(index, decoders);
            for (var index = 0; index < columns.Length; index++)
            {
                if (columns[index] is { } column) CheckStatistics(index, column);
            }

            CheckFilters(columns);
            CheckOrder(columns);
        }
        catch (SqlException error)
        {
            Add(error);
        }
        finally
        {
            segment.Close();
        }
    }

    private void Add(SqlException error)
    {
        if (!found.Contains(error.Message)) found.Add(error.Message);
    }

    private void Add(int column, int block, string what) =>
        Add(StorageErrors.Damaged(segment.Path, segment.Column(column).OffsetOf(block), $"{what} of column {segment.Layout.Columns[column].ColumnId}, block {block}"));

    // Nobody needs the trailer while checkpoint and log are whole; what it says must be true all the same.
    private void CheckTrailer()
    {
        Span<byte> trailer = stackalloc byte[SegmentFormat.TrailerBytes];
        var offset = _meta.FileBytes - trailer.Length;
        segment.Read(offset, trailer);
        var isRight = BinaryPrimitives.ReadInt64LittleEndian(trailer) == _meta.FooterOffset
            && BinaryPrimitives.ReadInt32LittleEndian(trailer[8..]) == _meta.FooterLength
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[12..]) == _meta.FooterChecksum
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[16..]) <= SegmentFormat.Version
            && trailer[20..].SequenceEqual(SegmentFormat.TrailerMagic);
        if (!isRight) Add(StorageErrors.Damaged(segment.Path, offset, "the trailer does not match"));
    }

    private Vector? ReadColumn(int index, Decoders decoders)
    {
        var type = segment.Layout.Columns[index].Type;
        var reader = ColumnReader.Create(type, decoders);
        var builder = VectorBuilder.Create(type, _meta.Rows);
        var isWhole = true;
        for (var block = 0; block < BlockFormat.BlockCount(_meta.Rows); block++)
        {
            var rows = BlockFormat.RowsIn(block, _meta.Rows);
            try
            {
                reader.Decode(segment.Column(index), block, block, rows);
                builder.AppendRange(reader.View(0, rows), 0, rows);
            }
            catch (SqlException error)
            {
                Add(error);
                isWhole = false;
            }
        }

        return isWhole ? builder.Detach() : null;
    }

    private void CheckStatistics(int index, Vector column)
    {
        var type = segment.Layout.Columns[index].Type;
        var all = new ColumnStatistics();
        for (var block = 0; block < BlockFormat.BlockCount(_meta.Rows); block++)
        {
            var said = segment.Column(index).Statistics(block);
            var counted = BlockSurvey.Of(column.Slice(block * BlockFormat.Rows, BlockFormat.RowsIn(block, _meta.Rows)), type);
            all = ColumnStatistics.Combine(all, said);
            if (said.Nulls != counted.Nulls) Add(index, block, $"{said.Nulls} nulls are said and {counted.Nulls} are there");
            if (!BlockSurvey.Bounds(said, counted, type)) Add(index, block, "a value lies outside of the range");
            if (!BlockSurvey.SumIs(said, counted, type)) Add(index, block, "the values have another sum than is said");
        }

        if (all.Nulls != _meta.Columns[index].Nulls || !BlockSurvey.Bounds(_meta.Columns[index], all, type))
        {
            Add(StorageErrors.Damaged(segment.Path, _meta.FooterOffset, $"checkpoint or log say something else of column {segment.Layout.Columns[index].ColumnId}"));
        }
    }

    private void CheckFilters(Vector?[] columns)
    {
        var hashes = new ulong[_meta.Rows];
        foreach (var filter in segment.Filters)
        {
            var key = filter.ColumnIds.Select(id => columns[segment.Layout.IndexOf(id)]).ToArray();
            if (key.Contains(null)) continue;
            KeyHashes.Compute(key!, hashes);
            try
            {
                foreach (var hash in hashes)
                {
                    if (filter.Value.MayContain(hash)) continue;
                    Add(StorageErrors.Damaged(segment.Path, filter.Offset, "a membership filter lacks a key"));
                    break;
                }
            }
            catch (SqlException error)
            {
                Add(error);
            }
        }
    }

    private void CheckOrder(Vector?[] columns)
    {
        if (segment.Layout.ClusteringKey.Any(k => columns[segment.Layout.IndexOf(k.ColumnId)] is null)) return;
        // The sort is stable: rows that are in order stay where they are.
        var order = ClusterOrder.Sort(segment.Layout, columns!, new TextCodes?[columns.Length], [.. Enumerable.Range(0, _meta.Rows)]);
        for (var row = 0; row < order.Length; row++)
        {
            if (order[row] == row) continue;
            Add(StorageErrors.Damaged(segment.Path, _meta.FooterOffset, $"row {row} is not in the order of the clustering key"));
            return;
        }
    }
}
