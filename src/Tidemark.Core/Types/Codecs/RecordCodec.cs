using System.Buffers;
using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Records, stored as PostgreSQL sends them (record_send), big-endian: the number of columns, then for each the oid of its type, its length or -1 for
/// NULL, and its binary form (4 bytes each but the last). Input of a record needs its columns' types, which the catalog knows.
/// </summary>
internal sealed class RecordCodec(SqlType type) : TypeCodec(type)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', (byte)'(', (byte)')', (byte)',', .. " \t\n\v\f\r"u8]);

    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        foreach (var field in fields)
        {
            if (!field.IsNull) throw DataErrors.AnonymousComposite();
            target.AppendNull();
        }
    }

    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        var builder = (BytesVectorBuilder)target;
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            var record = data.Slice(field.Start, field.Length);
            Check(record);
            builder.Append(record);
        }
    }

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var records = (BytesVector)source;
        var texts = new BytesVectorBuilder(SqlTypes.Text);
        for (var row = 0; row < records.Length; row++)
        {
            if (records.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            target.Write("("u8);
            var isFirst = true;
            foreach (var column in new RecordReader(records[row]))
            {
                if (!isFirst) target.Write(","u8);
                isFirst = false;
                if (column.Value.IsNull) continue;
                texts.Reset();
                var columnType = SqlTypes.FromOid(column.TypeOid) ?? SqlTypes.Text;
                var value = VectorBuilder.Create(columnType, 1);
                var codec = For(columnType);
                codec.ReadBinary(records[row], [column.Value], value);
                codec.FormatText(value.Build(), texts, settings);
                Quote(((BytesVector)texts.Build())[0], target);
            }

            target.Write(")"u8);
            target.EndValue();
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target) => target.AppendRange(source, 0, source.Length);

    private static void Check(ReadOnlySpan<byte> record)
    {
        if (record.Length < 4) throw DataErrors.InsufficientData();
        var at = 4;
        for (var left = BinaryPrimitives.ReadInt32BigEndian(record); left > 0; left--)
        {
            if (record.Length - at < 8) throw DataErrors.InsufficientData();
            var length = BinaryPrimitives.ReadInt32BigEndian(record[(at + 4)..]);
            at += 8;
            if (length < -1 || length > record.Length - at) throw DataErrors.InsufficientData();
            at += Math.Max(length, 0);
        }

        if (at != record.Length) throw DataErrors.IncorrectBinaryFormat();
    }

    private static void Quote(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        if (!text.IsEmpty && !text.ContainsAny(Special))
        {
            target.Write(text);
            return;
        }

        var span = target.GetSpan((text.Length * 2) + 2);
        var at = 0;
        span[at++] = (byte)'"';
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\') span[at++] = b;
            span[at++] = b;
        }

        span[at++] = (byte)'"';
        target.Advance(at);
    }
}
