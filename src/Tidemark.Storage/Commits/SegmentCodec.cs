using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>
/// Segments and delete sets in log and checkpoint. A segment: unit id, run id, rows, file bytes, footer offset, footer length varint each, footer checksum u32, flags u8 (1 fully encoded, 2 large), layout; for each column flags u8
/// (1 exact, 2 range, 4 sum), nulls varint; with a range: least and greatest value as integers (zigzag), floats (i64 bit patterns) or bytes (blobs); with a sum: two i64, lower and upper half, or an i64 bit pattern.
/// A delete set: rows varint, then the distance of each row from the one before, varint.
/// </summary>
internal static class SegmentCodec
{
    private const byte Full = 1, Large = 2;
    private const byte Exact = 1, Range = 2, Sum = 4;

    public static void Write(ByteWriter output, SegmentMeta meta)
    {
        output.Varint((ulong)meta.UnitId);
        output.Varint((ulong)meta.RunId);
        output.Varint(meta.Rows);
        output.Varint((ulong)meta.FileBytes);
        output.Varint((ulong)meta.FooterOffset);
        output.Varint(meta.FooterLength);
        output.U32(meta.FooterChecksum);
        output.U8((byte)((meta.IsFull ? Full : 0) | (meta.IsLarge ? Large : 0)));
        TypeCodec.WriteLayout(output, meta.Layout);
        for (var i = 0; i < meta.Columns.Length; i++) WriteStatistics(output, meta.Columns[i], meta.Layout.Columns[i]);
    }

    public static SegmentMeta Read(ref ByteReader input)
    {
        var unitId = (long)input.Varint();
        var runId = (long)input.Varint();
        var rows = input.Count();
        var fileBytes = (long)input.Varint();
        var footerOffset = (long)input.Varint();
        var footerLength = input.Count();
        var checksum = input.U32();
        var flags = input.U8();
        if (flags > (Full | Large)) throw new InvalidDataException("a segment has unknown flags");
        var layout = TypeCodec.ReadLayout(ref input);
        var columns = ImmutableArray.CreateBuilder<ColumnStatistics>(layout.Columns.Length);
        foreach (var column in layout.Columns) columns.Add(ReadStatistics(ref input, column, rows));
        return new SegmentMeta
        {
            UnitId = unitId,
            RunId = runId,
            Rows = rows,
            FileBytes = fileBytes,
            FooterOffset = footerOffset,
            FooterLength = footerLength,
            FooterChecksum = checksum,
            IsFull = (flags & Full) != 0,
            IsLarge = (flags & Large) != 0,
            Layout = layout,
            Columns = columns.MoveToImmutable(),
        };
    }

    public static void WriteDeletes(ByteWriter output, DeleteSet? deletes) => WriteRows(output, deletes?.ToArray() ?? []);

    public static void WriteRows(ByteWriter output, ReadOnlySpan<int> rows)
    {
        output.Varint(rows.Length);
        var before = 0;
        foreach (var row in rows)
        {
            output.Varint(row - before);
            before = row;
        }
    }

    public static DeleteSet ReadDeletes(ref ByteReader input)
    {
        var rows = new int[input.Count()];
        var before = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            before += input.Count();
            if (before is < 0 or >= RowId.MaxRows) throw new InvalidDataException("a deleted row is out of range");
            rows[i] = before;
        }

        return DeleteSet.Empty.With(rows);
    }

    private static void WriteStatistics(ByteWriter output, in ColumnStatistics s, ColumnLayout column)
    {
        output.U8((byte)((s.IsExact ? Exact : 0) | (s.HasRange ? Range : 0) | (s.HasSum ? Sum : 0)));
        output.Varint((ulong)s.Nulls);
        var isFloat = column.Type.Physical is Types.PhysicalType.Float32 or Types.PhysicalType.Float64;
        if (s.HasRange)
        {
            if (isFloat)
            {
                output.I64(BitConverter.DoubleToInt64Bits(s.MinDouble));
                output.I64(BitConverter.DoubleToInt64Bits(s.MaxDouble));
            }
            else if (column.Type.Physical is Types.PhysicalType.Bytes or Types.PhysicalType.Uuid)
            {
                output.Blob(s.MinBytes.Span);
                output.Blob(s.MaxBytes.Span);
            }
            else
            {
                output.Zigzag(s.MinInteger);
                output.Zigzag(s.MaxInteger);
            }
        }

        if (!s.HasSum) return;
        if (isFloat)
        {
            output.I64(BitConverter.DoubleToInt64Bits(s.SumDouble));
            return;
        }

        output.I64(unchecked((long)s.SumInteger));
        output.I64((long)(s.SumInteger >> 64));
    }

    private static ColumnStatistics ReadStatistics(ref ByteReader input, ColumnLayout column, int rows)
    {
        var flags = input.U8();
        var s = new ColumnStatistics { Rows = rows, Nulls = (long)input.Varint(), IsExact = (flags & Exact) != 0, HasRange = (flags & Range) != 0, HasSum = (flags & Sum) != 0 };
        var isFloat = column.Type.Physical is Types.PhysicalType.Float32 or Types.PhysicalType.Float64;
        if (s.HasRange)
        {
            if (isFloat) s = s with { MinDouble = BitConverter.Int64BitsToDouble(input.I64()), MaxDouble = BitConverter.Int64BitsToDouble(input.I64()) };
            else if (column.Type.Physical is Types.PhysicalType.Bytes or Types.PhysicalType.Uuid) s = s with { MinBytes = input.Blob().ToArray(), MaxBytes = input.Blob().ToArray() };
            else s = s with { MinInteger = input.Zigzag(), MaxInteger = input.Zigzag() };
        }

        if (!s.HasSum) return s;
        if (isFloat) return s with { SumDouble = BitConverter.Int64BitsToDouble(input.I64()) };
        var lower = (ulong)input.I64();
        return s with { SumInteger = new Int128((ulong)input.I64(), lower) };
    }
}
