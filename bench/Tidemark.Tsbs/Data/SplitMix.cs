using System.Runtime.CompilerServices;

namespace Tidemark.Tsbs.Data;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): eight bytes of state, so that
/// every series has a generator of its own and its values do not depend on how series are shared among clients.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator for one series or one draw, independent of its neighbours.</summary>
    public static SplitMix For(long seed, int stream, int index)
    {
        var root = new SplitMix((ulong)seed);
        var mixed = new SplitMix(root.Next() ^ ((ulong)(uint)stream << 32 | (uint)index));
        return new SplitMix(mixed.Next());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Uniform(double low, double high) => low + Uniform() * (high - low);

    /// <summary>Uniform in [0, bound).</summary>
    public int Below(int bound) => (int)(Uniform() * bound);

    /// <summary>Uniform in [0, bound).</summary>
    public long Below(long bound) => (long)(Uniform() * bound);
}
