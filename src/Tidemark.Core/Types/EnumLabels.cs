using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Tidemark.Types;

/// <summary>
/// The labels of an enum type, in its order. A value is the code of its label; codes grow with the order and never change, so that values compare, sort, hash
/// and pack as the integers that they are. Immutable.
/// </summary>
public sealed class EnumLabels
{
    // Between two labels of a new type there is room for as many as halving takes to get from here to nothing.
    private const int Gap = 1 << 16;

    private readonly byte[][] _texts;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _codes;
    private readonly int[] _order;

    /// <summary>Labels with their codes, in ascending order of the codes.</summary>
    public EnumLabels(ImmutableArray<EnumLabel> all)
    {
        All = all;
        _texts = [.. all.Select(l => Encoding.UTF8.GetBytes(l.Text))];
        _order = [.. all.Select(l => l.Code)];
        _codes = all.ToFrozenDictionary(l => l.Text, l => l.Code).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The labels in order.</summary>
    public ImmutableArray<EnumLabel> All { get; }

    /// <summary>The labels of a new type.</summary>
    public static ImmutableArray<EnumLabel> Number(IEnumerable<string> texts, Func<uint> nextOid) => [.. texts.Select((text, i) => new EnumLabel(text, i * Gap, nextOid()))];

    /// <summary>The code for a label that is to stand at a place among the others; null where there is no room left between two of them.</summary>
    /// <param name="place">How many labels come before it.</param>
    public int? CodeAt(int place)
    {
        if (All.IsEmpty) return 0;
        if (place == 0) return _order[0] - Gap;
        if (place == _order.Length) return _order[^1] + Gap;
        var (before, after) = (_order[place - 1], _order[place]);
        return after - before < 2 ? null : before + ((after - before) / 2);
    }

    /// <summary>The code of a label; false where there is none of this text.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out int code)
    {
        Span<char> chars = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        return _codes.TryGetValue(chars[..Encoding.UTF8.GetChars(text, chars)], out code);
    }

    /// <summary>The text of a code, UTF-8.</summary>
    public ReadOnlySpan<byte> TextOf(int code)
    {
        var place = PlaceOf(code);
        return place < 0 ? throw Errors.InternalErrors.Unexpected($"enum value {code} has no label") : _texts[place];
    }

    /// <summary>Where a code stands in the order; negative where there is none.</summary>
    public int PlaceOf(int code) => Array.BinarySearch(_order, code);
}

/// <summary>A label of an enum type.</summary>
/// <param name="Text">The label.</param>
/// <param name="Code">What stands for it in values.</param>
/// <param name="Oid">pg_enum's oid.</param>
public sealed record EnumLabel(string Text, int Code, uint Oid);
