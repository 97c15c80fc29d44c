using System.Buffers.Binary;
using System.Collections.Immutable;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Storage;

/// <summary>Reads header and footer of a segment file, described at <see cref="SegmentFormat"/>.</summary>
internal static class SegmentFile
{
    public static void CheckHeader(SegmentUnit unit)
    {
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
        unit.Read(0, header);
        if (!header.StartsWith(SegmentFormat.Magic)) throw StorageErrors.Damaged(unit.Path, 0, "not a segment file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version > SegmentFormat.Version) throw StorageErrors.NewerFormat(unit.Path, version, SegmentFormat.Version);
        if (version != SegmentFormat.Version) throw StorageErrors.Damaged(unit.Path, 8, "format version is impossible");
        if (Crc32C.Compute(header[..20]) != BinaryPrimitives.ReadUInt32LittleEndian(header[20..])) throw StorageErrors.Damaged(unit.Path, 0, "header checksum does not match");
        if (BinaryPrimitives.ReadInt64LittleEndian(header[12..]) != unit.Id) throw StorageErrors.Damaged(unit.Path, 0, "the file belongs to another segment");
    }

    public static (SegmentColumn[] Columns, SegmentFilter[] Filters) ReadFooter(SegmentUnit unit, ReadOnlySpan<byte> footer)
    {
        var input = new ByteReader(footer);
        var columns = new SegmentColumn[input.Count()];
        if (columns.Length != unit.Layout.Columns.Length) throw new InvalidDataException("the footer has another number of columns");
        var integers = new IntegerDecoder();
        for (var i = 0; i < columns.Length; i++) columns[i] = ReadColumn(unit, i, new ByteReader(input.Blob()), integers);
        return (columns, ReadFilters(unit, ref input));
    }

    private static SegmentFilter[] ReadFilters(SegmentUnit unit, ref ByteReader input)
    {
        var filters = new SegmentFilter[input.Count()];
        for (var number = 0; number < filters.Length; number++)
        {
            var ids = ImmutableArray.CreateBuilder<int>();
            for (var count = input.Count(); count > 0; count--) ids.Add(input.Count());
            filters[number] = new SegmentFilter(unit, number, ids.ToImmutable(), (long)input.Varint(), input.Count());
        }

        return filters;
    }

    private static SegmentColumn ReadColumn(SegmentUnit unit, int index, ByteReader input, IntegerDecoder integers)
    {
        var lists = new ColumnLists(BlockFormat.BlockCount(unit.Meta.Rows));
        var layout = unit.Layout.Columns[index];
        if (input.Count() != layout.ColumnId || input.U8() != (byte)layout.Type.Physical) throw new InvalidDataException("the footer names another column");
        lists.Flags = (SegmentFormat.ColumnFlags)input.U8();
        lists.Offset = (long)input.Varint();
        lists.DictionaryLength = input.Count();
        ReadList(ref input, integers, lists.Lengths);
        ReadList(ref input, integers, lists.Nulls);
        for (var block = 0; block < lists.RowCounts.Length; block++) lists.RowCounts[block] = BlockFormat.RowsIn(block, unit.Meta.Rows);
        var isFloat = layout.Type.Physical is PhysicalType.Float32 or PhysicalType.Float64;
        if ((lists.Flags & SegmentFormat.ColumnFlags.Range) != 0) ReadRanges(ref input, integers, lists, layout.Type.Physical, isFloat);
        if ((lists.Flags & SegmentFormat.ColumnFlags.Sum) == 0) return new SegmentColumn(unit, index, lists);
        if (isFloat)
        {
            ReadList(ref input, integers, lists.SumDoubles);
            return new SegmentColumn(unit, index, lists);
        }

        var lower = new long[lists.Lengths.Length];
        var upper = new long[lists.Lengths.Length];
        ReadList(ref input, integers, lower);
        ReadList(ref input, integers, upper);
        for (var block = 0; block < lower.Length; block++) lists.SumIntegers[block] = new Int128((ulong)upper[block], (ulong)lower[block]);
        return new SegmentColumn(unit, index, lists);
    }

    private static void ReadRanges(ref ByteReader input, IntegerDecoder integers, ColumnLists lists, PhysicalType physical, bool isFloat)
    {
        if (isFloat)
        {
            ReadList(ref input, integers, lists.MinDoubles);
            ReadList(ref input, integers, lists.MaxDoubles);
        }
        else if (physical == PhysicalType.Uuid || (physical == PhysicalType.Bytes && (lists.Flags & SegmentFormat.ColumnFlags.Dictionary) == 0))
        {
            for (var block = 0; block < lists.Lengths.Length; block++)
            {
                lists.MinBytes[block] = input.Blob().ToArray();
                lists.MaxBytes[block] = input.Blob().ToArray();
                lists.IsCut[block] = input.Flag();
            }
        }
        else
        {
            ReadList(ref input, integers, lists.MinIntegers);
            ReadList(ref input, integers, lists.MaxIntegers);
        }
    }

    private static void ReadList(ref ByteReader input, IntegerDecoder integers, Span<long> list)
    {
        for (; list.Length > 0; list = list[Math.Min(BlockFormat.Rows, list.Length)..]) integers.Decode(ref input, list[..Math.Min(BlockFormat.Rows, list.Length)]);
    }

    private static void ReadList(ref ByteReader input, IntegerDecoder integers, Span<double> list)
    {
        var floats = new FloatDecoder(integers);
        for (; list.Length > 0; list = list[Math.Min(BlockFormat.Rows, list.Length)..]) floats.Decode(ref input, list[..Math.Min(BlockFormat.Rows, list.Length)]);
    }
}
