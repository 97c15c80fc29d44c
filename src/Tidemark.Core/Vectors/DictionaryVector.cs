using Tidemark.Types;

namespace Tidemark.Vectors;

/// <summary>
/// Codes into a dictionary of distinct-ish values. Nulls are marked on the rows, never in the dictionary; a null row's code is some valid
/// index, so the dictionary is never empty while there are rows. The dictionary is flat, and its object always stands for the same values: what is known
/// of codes is kept by it from batch to batch. So it is never a view that its builder points elsewhere later.
/// </summary>
public sealed class DictionaryVector : Vector
{
    private int[] _codes;
    private int _start;

    /// <summary>A vector over the first <paramref name="length"/> codes.</summary>
    public DictionaryVector(Vector dictionary, int[] codes, int length, Validity validity = default)
        : this(dictionary, codes, 0, length, validity)
    {
    }

    private DictionaryVector(Vector dictionary, int[] codes, int start, int length, Validity validity)
        : base(dictionary.Type)
    {
        Dictionary = dictionary;
        _codes = codes;
        _start = start;
        Length = length;
        Validity = validity;
    }

    /// <summary>The values that codes stand for: a <see cref="FixedVector{T}"/> or a <see cref="BytesVector"/> without nulls.</summary>
    public Vector Dictionary { get; private set; }

    /// <summary>One index into <see cref="Dictionary"/> for each row.</summary>
    public ReadOnlySpan<int> Codes => new(_codes, _start, Length);

    /// <summary>The same codes and nulls over another dictionary, of any type, with a value for each of this one's.</summary>
    /// <param name="dictionary">A flat vector without nulls, as long as <see cref="Dictionary"/>, and detached from its builder.</param>
    public DictionaryVector WithDictionary(Vector dictionary) => new(dictionary, _codes, _start, Length, Validity);

    /// <inheritdoc />
    public override Vector Slice(int start, int count) => new DictionaryVector(Dictionary, _codes, _start + start, count, Validity.Slice(start));

    /// <inheritdoc />
    public override Vector As(SqlType type) => new DictionaryVector(Dictionary.As(type), _codes, _start, Length, Validity);

    /// <summary>Points a reused vector at other codes and another dictionary of the same type.</summary>
    public void Reset(Vector dictionary, int[] codes, int length, Validity validity = default) => Reset(dictionary, codes, 0, length, validity);

    /// <summary>Points a reused vector at a part of its owner's codes; row 0 of <paramref name="validity"/> is the row at <paramref name="start"/>.</summary>
    internal void Reset(Vector dictionary, int[] codes, int start, int length, Validity validity)
    {
        Dictionary = dictionary;
        Type = dictionary.Type;
        _codes = codes;
        _start = start;
        Length = length;
        Validity = validity;
    }
}
