using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>What one thread remembers while it looks values up in a <see cref="KeyColumn"/> that others read as well.</summary>
internal sealed class FindScratch
{
    /// <summary>A code that was not looked up yet.</summary>
    public const int Unmapped = -2;

    private const int MaxMaps = 64;

    private readonly Dictionary<Vector, int[]> _maps = new(ReferenceEqualityComparer.Instance);
    private int _count;

    /// <summary>The numbers of a dictionary's codes, as far as they are known.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="count">How many values the column has: what was not found may be there after more were added.</param>
    public int[] MapOf(Vector dictionary, int count)
    {
        if (_count != count) _maps.Clear();
        _count = count;
        if (_maps.TryGetValue(dictionary, out var map) && map.Length >= dictionary.Length) return map;
        if (_maps.Count > MaxMaps) _maps.Clear();
        map = new int[dictionary.Length];
        map.AsSpan().Fill(Unmapped);
        return _maps[dictionary] = map;
    }
}
