using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// Sorts rows by the clustering key, encodes them and writes the segment file, described at <see cref="SegmentFormat"/>. Reusable, one segment at a time: the buffers stay.
/// </summary>
internal sealed partial class SegmentWriter
{
    private const int MaxNumericEntries = 256;

    private readonly ByteWriter _file = new(1 << 20);
    private readonly ByteWriter _scratch = new();
    private readonly IntegerEncoder _integers = new();
    private readonly FloatEncoder _floats;
    private readonly BytesEncoder _bytes;
    private long _unitId;
    private int _column;
    private int[] _order = [];
    private int[] _columnBytes = [];

    public SegmentWriter()
    {
        _floats = new FloatEncoder(_integers);
        _bytes = new BytesEncoder(_integers);
    }

    /// <summary>Bytes of the last segment.</summary>
    public ReadOnlySpan<byte> Image => _file.Written;

    /// <summary>For each column of the last segment the bytes of its blocks and its dictionary.</summary>
    public ReadOnlySpan<int> ColumnBytes => _columnBytes;

    /// <summary>
    /// Encodes the rows that are not deleted and writes the file; it is flushed, its directory is not.
    /// </summary>
    /// <param name="files">Where to write.</param>
    /// <param name="path">The file.</param>
    /// <param name="unitId">The segment's unit.</param>
    /// <param name="layout">Columns and order.</param>
    /// <param name="columns">Flat columns in the layout's order.</param>
    /// <param name="rows">Rows of the columns.</param>
    /// <param name="deletes">Rows to leave out.</param>
    /// <param name="effort">How hard to try.</param>
    /// <param name="positions">For each row its place in the segment, -1 for one left out.</param>
    public SegmentMeta Write(IFileSystem files, string path, long unitId, ChunkLayout layout, Vector[] columns, int rows, DeleteSet? deletes, EncodingEffort effort, out int[] positions)
    {
        var meta = Encode(unitId, layout, columns, rows, deletes, effort, out positions);
        try
        {
            using var file = files.Open(path, FileOpening.Create);
            file.Write(0, _file.Written);
            file.Flush();
        }
        catch (IOException error)
        {
            TryDelete(files, path);
            throw files.IsDiskFull(error) ? StorageErrors.DiskFull(path, error) : StorageErrors.InputOutput("could not write", path, error);
        }

        return meta;
    }

    private static void TryDelete(IFileSystem files, string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (IOException)
        {
            // The file is named by nobody: it goes when the database is opened next.
        }
    }

    /// <summary>Builds the file's content in <see cref="Image"/>.</summary>
    internal SegmentMeta Encode(long unitId, ChunkLayout layout, Vector[] columns, int rows, DeleteSet? deletes, EncodingEffort effort, out int[] positions)
    {
        _unitId = unitId;
        _integers.Effort = _floats.Effort = _bytes.Effort = effort;
        _columnBytes = new int[columns.Length];
        _file.Reset();
        WriteHeader();
        var codes = new TextCodes?[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is BytesVector bytes) codes[i] = TextCodes.TryBuild(bytes, rows);
            if (codes[i] is { } coded && AreNumbers(layout.Columns[i].Type, (BytesVector)columns[i], coded)) codes[i] = null;
        }

        _order = ClusterOrder.Sort(layout, columns, codes, LiveRows(rows, deletes));
        var lists = new ColumnLists[columns.Length];
        for (_column = 0; _column < columns.Length; _column++)
        {
            var begin = _file.Length;
            lists[_column] = WriteColumn(columns[_column], codes[_column], layout.Columns[_column]);
            _columnBytes[_column] = _file.Length - begin;
        }

        var filters = WriteFilters(layout, columns, codes, rows);
        var footer = _file.Length;
        WriteFooter(layout, lists, columns, codes);
        WriteFilterList(filters);
        var footerLength = _file.Length - footer;
        var checksum = Crc32C.Compute(_file.Written[footer..], SegmentFormat.Seed(unitId, -1, -1));
        WriteTrailer(footer, footerLength, checksum);

        positions = new int[rows];
        if (deletes is not null) positions.AsSpan().Fill(-1);
        for (var i = 0; i < _order.Length; i++) positions[_order[i]] = i;
        return new SegmentMeta
        {
            UnitId = unitId,
            RunId = unitId,
            Rows = _order.Length,
            FileBytes = _file.Length,
            FooterOffset = footer,
            FooterLength = footerLength,
            FooterChecksum = checksum,
            IsFull = effort == EncodingEffort.Full,
            Layout = layout,
            Columns = [.. lists.Select((l, i) => Summary(l, layout.Columns[i], columns[i], codes[i]))],
        };
    }

    // Numerics of many values do better as numbers, whose differences are small, than as codes, which are in no order that means anything.
    private static bool AreNumbers(SqlType type, BytesVector values, TextCodes codes)
    {
        if (codes.EntryRows.Length <= MaxNumericEntries || (type.Kind == TypeKind.Domain ? type.Element : type)?.Kind != TypeKind.Numeric) return false;
        foreach (var row in codes.EntryRows)
        {
            if (!BytesEncoder.IsNumber(values[row])) return false;
        }

        return true;
    }

    private static int[] LiveRows(int rows, DeleteSet? deletes)
    {
        var live = new int[rows - (deletes?.Count ?? 0)];
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            if (deletes is null || !deletes.Contains(row)) live[count++] = row;
        }

        return live;
    }

    private void WriteHeader()
    {
        _file.Bytes(SegmentFormat.Magic);
        _file.U32(SegmentFormat.Version);
        _file.I64(_unitId);
        _file.U32(Crc32C.Compute(_file.Written));
        _file.Align(SegmentFormat.HeaderBytes);
    }

    private void WriteTrailer(int footer, int length, uint checksum)
    {
        _file.I64(footer);
        _file.U32((uint)length);
        _file.U32(checksum);
        _file.U32(SegmentFormat.Version);
        _file.Bytes(SegmentFormat.TrailerMagic);
    }

    private void WriteFooter(ChunkLayout layout, ColumnLists[] lists, Vector[] columns, TextCodes?[] codes)
    {
        _file.Varint(lists.Length);
        for (var i = 0; i < lists.Length; i++)
        {
            _scratch.Reset();
            WriteColumnFooter(lists[i], layout.Columns[i], codes[i] is not null);
            _file.Blob(_scratch.Written);
        }
    }

    private void WriteColumnFooter(ColumnLists list, ColumnLayout column, bool coded)
    {
        _scratch.Varint(column.ColumnId);
        _scratch.U8((byte)column.Type.Physical);
        _scratch.U8((byte)list.Flags);
        _scratch.Varint((ulong)list.Offset);
        _scratch.Varint(list.DictionaryLength);
        WriteList(list.Lengths);
        WriteList(list.Nulls);
        if ((list.Flags & SegmentFormat.ColumnFlags.Range) != 0)
        {
            switch (column.Type.Physical)
            {
                case PhysicalType.Float32 or PhysicalType.Float64:
                    WriteList(list.MinDoubles);
                    WriteList(list.MaxDoubles);
                    break;
                case PhysicalType.Uuid:
                case PhysicalType.Bytes when !coded:
                    for (var block = 0; block < list.Lengths.Length; block++)
                    {
                        _scratch.Blob(list.MinBytes[block]);
                        _scratch.Blob(list.MaxBytes[block]);
                        _scratch.Flag(list.IsCut[block]);
                    }

                    break;
                default:
                    WriteList(list.MinIntegers);
                    WriteList(list.MaxIntegers);
                    break;
            }
        }

        if ((list.Flags & SegmentFormat.ColumnFlags.Sum) == 0) return;
        if (column.Type.Physical is PhysicalType.Float32 or PhysicalType.Float64)
        {
            WriteList(list.SumDoubles);
            return;
        }

        WriteList([.. list.SumIntegers.Select(s => unchecked((long)s))]);
        WriteList([.. list.SumIntegers.Select(s => (long)(s >> 64))]);
    }

    private void WriteList(ReadOnlySpan<long> list)
    {
        for (; list.Length > 0; list = list[Math.Min(BlockFormat.Rows, list.Length)..]) _integers.Encode(list[..Math.Min(BlockFormat.Rows, list.Length)], _scratch);
    }

    private void WriteList(ReadOnlySpan<double> list)
    {
        _floats.StartColumn();
        for (; list.Length > 0; list = list[Math.Min(BlockFormat.Rows, list.Length)..]) _floats.Encode(list[..Math.Min(BlockFormat.Rows, list.Length)], _scratch);
    }

    private static ColumnStatistics Summary(ColumnLists list, ColumnLayout column, Vector source, TextCodes? codes)
    {
        var all = new ColumnStatistics();
        for (var block = 0; block < list.Lengths.Length; block++) all = ColumnStatistics.Combine(all, OfBlock(list, block, column, source, codes));
        return all;
    }

    private static ColumnStatistics OfBlock(ColumnLists list, int block, ColumnLayout column, Vector source, TextCodes? codes)
    {
        var isBytes = column.Type.Physical is PhysicalType.Bytes or PhysicalType.Uuid;
        var (min, max, cut) = (list.MinBytes[block] ?? [], list.MaxBytes[block] ?? [], list.IsCut[block]);
        var rows = list.RowCounts[block];
        var hasRange = (list.Flags & SegmentFormat.ColumnFlags.Range) != 0 && list.Nulls[block] < rows;
        if (isBytes && codes is not null && hasRange)
        {
            var text = (BytesVector)source;
            (min, max, cut) = Bounds(text[codes.EntryRows[(int)list.MinIntegers[block]]], text[codes.EntryRows[(int)list.MaxIntegers[block]]]);
        }

        return new ColumnStatistics
        {
            Rows = rows,
            Nulls = list.Nulls[block],
            IsExact = !cut,
            HasRange = hasRange,
            HasSum = (list.Flags & SegmentFormat.ColumnFlags.Sum) != 0,
            MinInteger = list.MinIntegers[block],
            MaxInteger = list.MaxIntegers[block],
            MinDouble = list.MinDoubles[block],
            MaxDouble = list.MaxDoubles[block],
            MinBytes = min,
            MaxBytes = max,
            SumInteger = list.SumIntegers[block],
            SumDouble = list.SumDoubles[block],
        };
    }

    // A bound that is cut stays a bound: a prefix is not greater than the whole; for the greatest, the prefix's last byte that can be is raised.
    private static (byte[] Min, byte[] Max, bool Cut) Bounds(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        var cut = min.Length > SegmentFormat.MaxBoundBytes || max.Length > SegmentFormat.MaxBoundBytes;
        var low = min[..Math.Min(min.Length, SegmentFormat.MaxBoundBytes)].ToArray();
        if (max.Length <= SegmentFormat.MaxBoundBytes) return (low, max.ToArray(), cut);
        var high = max[..SegmentFormat.MaxBoundBytes].ToArray();
        for (var i = high.Length - 1; i >= 0; i--)
        {
            if (high[i] == 0xff) continue;
            high[i]++;
            return (low, high[..(i + 1)], true);
        }

        return (low, max.ToArray(), cut);
    }
}
