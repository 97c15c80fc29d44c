using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>One key of kept rows, with its direction and its nulls. What compares fast is made when it is first needed; a dictionary's values are looked at once each.</summary>
internal sealed class SortedColumn
{
    private readonly Vector _values;
    private readonly DictionaryVector? _coded;
    private readonly Validity _validity;
    private readonly bool _descending;
    private readonly bool _nullsFirst;
    private SortValues? _sorted;

    public SortedColumn(Vector column, SortColumnKey key)
    {
        (_descending, _nullsFirst) = (key.Descending, key.NullsFirst);
        _validity = column.Validity;
        // More values than rows are not worth looking at.
        _coded = column is DictionaryVector coded && coded.Dictionary.Length <= coded.Length ? coded : null;
        _values = _coded is null ? VectorShapes.Flatten(column, VectorBuilder.Create(column.Type)) : _coded.Dictionary;
    }

    private SortValues Values => _sorted ??= new SortValues(_values);

    /// <summary>Compares a row's value with that of a row of other rows.</summary>
    public int Compare(int row, SortedColumn other, int otherRow)
    {
        var isNull = !_validity.IsValid(row);
        var otherIsNull = !other._validity.IsValid(otherRow);
        if (isNull || otherIsNull) return isNull && otherIsNull ? 0 : isNull == _nullsFirst ? -1 : 1;
        var (values, others) = (Values, other.Values);
        if (_coded is not null) row = _coded.Codes[row];
        if (other._coded is not null) otherRow = other._coded.Codes[otherRow];
        var (word, otherWord) = (values.Words[row], others.Words[otherRow]);
        var compared = word != otherWord ? (word < otherWord ? -1 : 1) : values.CompareRest(row, others, otherRow);
        return _descending ? -compared : compared;
    }

    /// <summary>The key as few bits, as far as the rows at hand need.</summary>
    public PackedColumn Pack(int rows)
    {
        if (_coded is null)
        {
            var (words, isExact) = Values.OwnWords(_validity);
            return new PackedColumn(words, isExact, _validity, rows, _descending, _nullsFirst);
        }

        var ranks = Values.Ranks();
        var codes = _coded.Codes;
        var ranked = new ulong[rows];
        for (var row = 0; row < ranked.Length; row++) ranked[row] = ranks[codes[row]];
        return new PackedColumn(ranked, true, _validity, rows, _descending, _nullsFirst);
    }
}
