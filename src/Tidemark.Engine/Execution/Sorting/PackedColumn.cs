using System.Numerics;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A key of rows that are sorted together as a number of few bits: what lies between the least and the greatest value, without the low bits that are the same in all of them
/// (whole numbers in doubles, seconds in microseconds), and a place for null.
/// </summary>
internal sealed class PackedColumn
{
    private readonly ulong[] _words;
    private readonly Validity _validity;
    private readonly bool _descending;
    private readonly ulong _least;
    private readonly ulong _greatest;
    private readonly int _shift;
    private readonly ulong _null;
    private readonly ulong _first;

    /// <summary>A column of words.</summary>
    /// <param name="words">They compare as the values do, ascending; of null rows undefined.</param>
    /// <param name="isExact">Whether equal words mean equal values.</param>
    /// <param name="validity">The rows that have a value.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="descending">Whether the greatest comes first.</param>
    /// <param name="nullsFirst">Whether nulls come before all values.</param>
    public PackedColumn(ulong[] words, bool isExact, Validity validity, int rows, bool descending, bool nullsFirst)
    {
        (_words, _validity, _descending, IsExact) = (words, validity, descending, isExact);
        var (least, greatest, differing) = Range(words.AsSpan(0, rows), validity);
        if (least > greatest) (least, greatest) = (0, 0);
        (_least, _greatest) = (least, greatest);
        _shift = differing == 0 ? 0 : BitOperations.TrailingZeroCount(differing);
        if (!validity.IsAllValid && greatest - least == ulong.MaxValue && _shift == 0)
        {
            // No number is left for null.
            _shift = 1;
            IsExact = false;
        }

        var top = (greatest - least) >> _shift;
        if (!validity.IsAllValid)
        {
            top++;
            (_null, _first) = nullsFirst ? (0UL, 1UL) : (top, 0UL);
        }

        Bits = 64 - BitOperations.LeadingZeroCount(top);
    }

    /// <summary>How many bits a row's number has.</summary>
    public int Bits { get; }

    /// <summary>Whether rows with the same number have the same value.</summary>
    public bool IsExact { get; }

    /// <summary>Puts the numbers behind what the entries' keys hold already.</summary>
    /// <param name="entries">Receive them.</param>
    /// <param name="bits">How many bits there is room for; the lowest ones are left out.</param>
    public void Append(Span<SortEntry> entries, int bits)
    {
        var dropped = Math.Max(0, Bits - bits);
        var taken = Bits - dropped;
        var words = _words;
        // A key is moved by 64 bits only when it is still nothing.
        if (_validity.IsAllValid)
        {
            var shift = _shift + dropped;
            if (_descending)
            {
                foreach (ref var entry in entries) entry.Key = (entry.Key << taken) | ((_greatest - words[entry.Row]) >> shift);
            }
            else
            {
                foreach (ref var entry in entries) entry.Key = (entry.Key << taken) | ((words[entry.Row] - _least) >> shift);
            }

            return;
        }

        foreach (ref var entry in entries)
        {
            var number = !_validity.IsValid(entry.Row) ? _null : ((_descending ? _greatest - words[entry.Row] : words[entry.Row] - _least) >> _shift) + _first;
            entry.Key = (entry.Key << taken) | (number >> dropped);
        }
    }

    private static (ulong Least, ulong Greatest, ulong Differing) Range(ReadOnlySpan<ulong> words, Validity validity)
    {
        var (least, greatest) = (ulong.MaxValue, 0UL);
        var (all, any) = (ulong.MaxValue, 0UL);
        for (var i = 0; i < words.Length; i++)
        {
            if (!validity.IsValid(i)) continue;
            var word = words[i];
            least = Math.Min(least, word);
            greatest = Math.Max(greatest, word);
            all &= word;
            any |= word;
        }

        return (least, greatest, all ^ any);
    }
}
