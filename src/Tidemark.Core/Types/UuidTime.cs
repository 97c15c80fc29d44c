namespace Tidemark.Types;

/// <summary>
/// The time in version 7 UUIDs (RFC 9562): 48 bits of milliseconds since 1970, then, beside the version, 12 bits with their fraction (method 3). UUIDs order by it.
/// </summary>
public static class UuidTime
{
    private const int FractionBits = 12;
    private const ulong FractionMask = (1UL << FractionBits) - 1;
    private const ulong Version7 = 7UL << FractionBits;
    private const ulong Variant = 1UL << 63;

    /// <summary>1970-01-01 in microseconds before 2000-01-01.</summary>
    private const long UnixEpoch = 946_684_800_000_000;

    /// <summary>The version: 7 for those with a time of this kind.</summary>
    public static int Version(Uuid id) => (int)(id.High >> FractionBits & 0xf);

    /// <summary>The milliseconds of a UUID, whatever its version, as microseconds since 2000-01-01.</summary>
    public static long Milliseconds(Uuid id) => ((long)(id.High >> 16) * 1000) - UnixEpoch;

    /// <summary>The time of a version 7 UUID with its fraction, in microseconds since 2000-01-01.</summary>
    public static long Microseconds(Uuid id) => Milliseconds(id) + ((long)(id.High & FractionMask) * 1000 >> FractionBits);

    /// <summary>The version 7 UUID of a time, in microseconds since 2000-01-01.</summary>
    /// <param name="time">The time.</param>
    /// <param name="random">What fills the last 62 bits; 0 for the least UUID of that time.</param>
    public static Uuid At(long time, ulong random)
    {
        var (milliseconds, fraction) = Math.DivRem(time + UnixEpoch, 1000);
        if (fraction < 0) (milliseconds, fraction) = (milliseconds - 1, fraction + 1000);
        return new Uuid(((ulong)milliseconds << 16) | Version7 | (ulong)((fraction << FractionBits) / 1000), Variant | (random >> 2));
    }
}
