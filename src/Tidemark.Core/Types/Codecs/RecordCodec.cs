using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Records, stored as PostgreSQL sends them (record_send), big-endian: the number of columns, then for each the oid of its type, its length or -1 for
/// NULL, and its binary form (4 bytes each but the last). Input of a record needs its columns' types, which a composite type has.
/// </summary>
internal sealed class RecordCodec(SqlType type) : TypeCodec(type)
{
    private readonly ImmutableArray<TypeField> _fields = type.Fields;

    /// <inheritdoc />
    internal override bool HasWireForm { get; } = type.Fields.Any(f => f.Type.IsUserDefined);

    /// <inheritdoc />
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        var ranges = new FieldRange[_fields.Length];
        var buffer = new ArrayBufferWriter<byte>();
        var values = new Vector[_fields.Length];
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                target.AppendNull();
                continue;
            }

            if (Type.Kind != TypeKind.Composite) throw DataErrors.AnonymousComposite();
            buffer.ResetWrittenCount();
            RecordText.Parse(data.Slice(field.Start, field.Length), _fields.Length, buffer, ranges);
            for (var i = 0; i < values.Length; i++)
            {
                var value = VectorBuilder.Create(_fields[i].Type, 1);
                For(_fields[i].Type).ParseText(buffer.WrittenSpan, [ranges[i]], value, settings);
                values[i] = value.Build();
            }

            RecordBuilder.Write(values, 1, (BytesVectorBuilder)target);
        }
    }

    /// <inheritdoc />
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

    /// <inheritdoc />
    public override void ReadWire(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        if (Type.Kind != TypeKind.Composite)
        {
            ReadBinary(data, fields, target);
            return;
        }

        var values = new Vector[_fields.Length];
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                target.AppendNull();
                continue;
            }

            var record = data.Slice(field.Start, field.Length);
            Check(record);
            var count = new RecordReader(record).Count;
            if (count != values.Length) throw DataErrors.DatatypeMismatch($"wrong number of columns: {count}, expected {values.Length}");
            var i = 0;
            foreach (var column in new RecordReader(record))
            {
                var wanted = _fields[i].Type;
                if (column.TypeOid != wanted.Oid && column.TypeOid != wanted.StoredOid)
                    throw DataErrors.DatatypeMismatch($"binary data has type {column.TypeOid} ({SqlTypes.FromOid(column.TypeOid)?.DisplayName ?? "unknown"}) instead of expected {wanted.Oid} ({wanted.DisplayName}) in record column {i + 1}");
                var value = VectorBuilder.Create(wanted, 1);
                For(wanted).ReadWire(record, [column.Value], value);
                values[i++] = value.Build();
            }

            RecordBuilder.Write(values, 1, (BytesVectorBuilder)target);
        }
    }

    /// <inheritdoc />
    public override void WriteWire(Vector source, BytesVectorBuilder target)
    {
        if (!HasWireForm)
        {
            WriteBinary(source, target);
            return;
        }

        var sent = new BytesVectorBuilder(SqlTypes.Bytea);
        for (var row = 0; row < source.Length; row++)
        {
            if (source.IsNull(row))
            {
                target.AppendNull();
                continue;
            }

            var record = VectorAccess.GetBytes(source, row);
            BinaryPrimitives.WriteInt32BigEndian(target.GetSpan(4), _fields.Length);
            target.Advance(4);
            var i = 0;
            foreach (var column in new RecordReader(record))
            {
                var field = _fields[i++].Type;
                var value = VectorBuilder.Create(field, 1);
                For(field).ReadBinary(record, [column.Value], value);
                sent.Reset();
                For(field).WriteWire(value.Build(), sent);
                var bytes = (BytesVector)sent.Build();
                var span = target.GetSpan(8 + bytes[0].Length);
                BinaryPrimitives.WriteUInt32BigEndian(span, field.Oid);
                BinaryPrimitives.WriteInt32BigEndian(span[4..], bytes.IsNull(0) ? -1 : bytes[0].Length);
                bytes[0].CopyTo(span[8..]);
                target.Advance(8 + bytes[0].Length);
            }

            target.EndValue();
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
            var i = 0;
            foreach (var column in new RecordReader(records[row]))
            {
                if (i > 0) target.Write(","u8);
                var columnType = TypeOf(column, i++);
                if (column.Value.IsNull) continue;
                texts.Reset();
                var value = VectorBuilder.Create(columnType, 1);
                var codec = For(columnType);
                codec.ReadBinary(records[row], [column.Value], value);
                codec.FormatText(value.Build(), texts, settings);
                RecordText.Quote(((BytesVector)texts.Build())[0], target);
            }

            target.Write(")"u8);
            target.EndValue();
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target) => target.AppendRange(source, 0, source.Length);

    // What the type says, unless the record is of another shape than it.
    private SqlType TypeOf(RecordColumn column, int index)
    {
        if (index < _fields.Length && _fields[index].Type.StoredOid == column.TypeOid) return _fields[index].Type;
        return SqlTypes.FromOid(column.TypeOid) ?? SqlTypes.Text;
    }

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
}
