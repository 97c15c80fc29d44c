using System.Buffers;
using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Writes values as bytes that compare, unsigned, as SQL compares the values; equal values and only they give equal bytes, and no value's bytes are the beginning of another's.
/// So keys of several columns can be written one after the other. Booleans and integers: eight bytes, big-endian, the sign bit flipped; floats: as in <see cref="Float64Key"/>; strings: their bytes with 0 written
/// as 00 FF, ended by 00 00; intervals: their span in 16 bytes.
/// </summary>
internal static class KeyEncoding
{
    /// <summary>The type that a domain is over, or the type itself.</summary>
    public static SqlType BaseOf(SqlType type) => type.Kind == TypeKind.Domain && type.Element is { } element ? BaseOf(element) : type;

    /// <summary>Whether the type's values can be written so; the others are only ordered by comparison.</summary>
    public static bool Supports(SqlType type) => ValueComparison.OrderOf(type) is not (ValueOrder.Jsonb or ValueOrder.Array or ValueOrder.Record);

    /// <summary>Writes a value that is not null.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="flat">A flat vector.</param>
    /// <param name="row">The row.</param>
    /// <param name="target">Receives the bytes.</param>
    public static void Write(SqlType type, Vector flat, int row, IBufferWriter<byte> target)
    {
        switch (flat)
        {
            case FixedVector<bool> values: Write(BoolKey.ToKey(values.Values[row]), target); break;
            case FixedVector<short> values: Write(Int64Key.ToKey(values.Values[row]), target); break;
            case FixedVector<int> values: Write(Int64Key.ToKey(values.Values[row]), target); break;
            case FixedVector<long> values: Write(Int64Key.ToKey(values.Values[row]), target); break;
            case FixedVector<float> values: Write(Float64Key.ToKey(values.Values[row]), target); break;
            case FixedVector<double> values: Write(Float64Key.ToKey(values.Values[row]), target); break;
            case FixedVector<Interval> values: Write(values.Values[row], target); break;
            case FixedVector<Uuid> values:
                values.Values[row].Write(target.GetSpan(16));
                target.Advance(16);
                break;
            case BytesVector values: WriteBytes(BaseOf(type), values[row], target); break;
            default: throw InternalErrors.Unexpected($"a key of type {type} is not flat");
        }
    }

    private static void WriteBytes(SqlType type, ReadOnlySpan<byte> value, IBufferWriter<byte> target)
    {
        switch (type.Kind)
        {
            case TypeKind.BpChar:
                WriteString(value.TrimEnd((byte)' '), target);
                break;
            case TypeKind.Numeric:
                NumericEncoding.Write(Numeric.Unpack(value), target);
                break;
            default:
                WriteString(value, target);
                break;
        }
    }

    private static void WriteString(ReadOnlySpan<byte> value, IBufferWriter<byte> target)
    {
        while (true)
        {
            var zero = value.IndexOf((byte)0);
            target.Write(zero < 0 ? value : value[..zero]);
            if (zero < 0) break;
            target.Write([(byte)0, (byte)0xFF]);
            value = value[(zero + 1)..];
        }

        target.Write([(byte)0, (byte)0]);
    }

    private static void Write(ulong key, IBufferWriter<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target.GetSpan(8), key);
        target.Advance(8);
    }

    private static void Write(Interval value, IBufferWriter<byte> target)
    {
        BinaryPrimitives.WriteInt128BigEndian(target.GetSpan(16), value.Span ^ (Int128.One << 127));
        target.Advance(16);
    }
}
