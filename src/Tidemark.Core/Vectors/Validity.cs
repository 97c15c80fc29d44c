using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidemark.Vectors;

/// <summary>
/// Which rows of a vector hold a value: a view of a bitmap, one bit a row, 1 for a value and 0 for null. The default value has no bitmap: nothing is null.
/// </summary>
public readonly struct Validity
{
    // A constant vector has one bit for all its rows: the mask folds every row onto it without a branch.
    private readonly ulong[]? _words;
    private readonly int _offset;
    private readonly int _mask;

    /// <summary>A view of <paramref name="words"/> in which row 0 is bit <paramref name="offset"/>.</summary>
    public Validity(ulong[]? words, int offset = 0)
    {
        _words = words;
        _offset = offset;
        _mask = -1;
    }

    private Validity(ulong[] words, int offset, int mask)
    {
        _words = words;
        _offset = offset;
        _mask = mask;
    }

    /// <summary>Every row is null, however many there are.</summary>
    public static Validity AllNull { get; } = new([0UL], 0, 0);

    /// <summary>True when no row is null for certain; false when some may be.</summary>
    public bool IsAllValid
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _words is null;
    }

    /// <summary>True when the one bit stands for all rows.</summary>
    internal bool IsConstant => _words is not null && _mask == 0;

    /// <summary>Whether the row holds a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(int row)
    {
        if (_words is null) return true;
        var bit = (row + _offset) & _mask;
        return (_words[bit >> 6] >> (bit & 63) & 1) != 0;
    }

    /// <summary>The same validity seen from row <paramref name="start"/> on.</summary>
    public Validity Slice(int start) => _words is null || _mask == 0 ? this : new Validity(_words, _offset + start, _mask);

    /// <summary>64 rows' bits from <paramref name="row"/> on, the first in the lowest bit. Bits behind the end of the vector are undefined.</summary>
    public ulong Word(int row)
    {
        if (_words is null) return ulong.MaxValue;
        if (_mask == 0) return (_words[0] & 1) != 0 ? ulong.MaxValue : 0;
        var bit = row + _offset;
        var index = bit >> 6;
        var shift = bit & 63;
        var word = _words[index] >> shift;
        return shift == 0 || index + 1 >= _words.Length ? word : word | (_words[index + 1] << (64 - shift));
    }

    /// <summary>How many of the first <paramref name="count"/> rows hold a value.</summary>
    public int CountValid(int count)
    {
        if (_words is null) return count;
        var valid = 0;
        var row = 0;
        for (; row + 64 <= count; row += 64) valid += BitOperations.PopCount(Word(row));
        if (row < count) valid += BitOperations.PopCount(Word(row) & ((1UL << (count - row)) - 1));
        return valid;
    }
}
