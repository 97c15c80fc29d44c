using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Hashes of keys. The 64-bit one is the finaliser of splitmix64 (Steele, Lea, Flood 2014) reduced to one multiplication round; the one of bytes folds
/// 128-bit products of 8-byte words, as wyhash (Wang Yi, public domain) does.
/// </summary>
internal static class KeyHash
{
    /// <summary>The switch of <see cref="AppContext"/> that makes all hashes equal, so that tests see what collisions do. Read once.</summary>
    public const string EqualSwitch = "Tidemark.EqualHashes";

    private static readonly bool _areEqual = AppContext.TryGetSwitch(EqualSwitch, out var isOn) && isOn;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
    private const ulong Secret = 0xE703_7ED1_A0B4_28DB;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong key)
    {
        if (_areEqual) return 0;
        var product = (key ^ (key >> 32)) * Multiplier;
        return (uint)(product >> 32) ^ (uint)(product >> 15);
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        if (_areEqual) return 0;
        var hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Secret);
            bytes = bytes[8..];
        }

        if (bytes.Length > 0)
        {
            var last = 0UL;
            for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (i * 8);
            hash = Fold(hash ^ last, Multiplier);
        }

        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>A hash made elsewhere, in the form of the others.</summary>
    public static uint Narrow(ulong hash) => _areEqual ? 0 : (uint)(hash ^ (hash >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
