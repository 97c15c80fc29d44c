using System.Buffers.Binary;

namespace Tidemark.Types;

/// <summary>A UUID whose order is the order of its bytes, as PostgreSQL compares them.</summary>
/// <param name="High">The first eight bytes, big-endian.</param>
/// <param name="Low">The last eight bytes, big-endian.</param>
public readonly record struct Uuid(ulong High, ulong Low) : IComparable<Uuid>
{
    /// <summary>Reads the 16 bytes of the wire form.</summary>
    public static Uuid Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes the 16 bytes of the wire form.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>As PostgreSQL prints it.</summary>
    public override string ToString() => $"{High >> 32:x8}-{(High >> 16) & 0xffff:x4}-{High & 0xffff:x4}-{Low >> 48:x4}-{Low & 0xffff_ffff_ffff:x12}";

    /// <inheritdoc />
    public int CompareTo(Uuid other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

#pragma warning disable CS1591 // Comparison operators.
    public static bool operator <(Uuid a, Uuid b) => a.CompareTo(b) < 0;
    public static bool operator >(Uuid a, Uuid b) => a.CompareTo(b) > 0;
    public static bool operator <=(Uuid a, Uuid b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Uuid a, Uuid b) => a.CompareTo(b) >= 0;
#pragma warning restore CS1591
}
