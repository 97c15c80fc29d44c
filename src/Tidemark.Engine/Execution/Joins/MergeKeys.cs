using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The keys of rows that a merge join compares: a single key of a fixed width as one integer a row that compares as the values do, any others column by column. Where a key is null the row has none.
/// </summary>
internal sealed class MergeKeys
{
    private readonly SortColumnKey[] _keys;
    private ulong[] _words = [];
    private RowKeys? _rows;
    private bool[] _isNull = [];

    /// <param name="types">The types of the keys.</param>
    /// <param name="descending">For each whether the greatest comes first.</param>
    public MergeKeys(IReadOnlyList<SqlType> types, IReadOnlyList<bool> descending)
    {
        _keys = [.. descending.Select((d, i) => new SortColumnKey(i, d, false))];
        HasWords = types is [{ Physical: PhysicalType.Bool or PhysicalType.Int16 or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float32 or PhysicalType.Float64 }];
    }

    /// <summary>Whether each row's key is one of <see cref="Words"/>.</summary>
    public bool HasWords { get; }

    /// <summary>The keys as integers.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>The keys where they are no integers.</summary>
    public RowKeys Rows => _rows!;

    /// <summary>Whether some row has no key.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>Bytes held.</summary>
    public long ByteSize => _words.Length * 8L;

    /// <summary>Whether a row has no key; only where <see cref="HasNulls"/>.</summary>
    public bool IsNull(int row) => _isNull[row];

    /// <summary>Takes the keys of rows; they hold as long as the vectors.</summary>
    /// <param name="values">One vector a key.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="known">Rows at the beginning that are the same as the last time.</param>
    public void Take(Vector[] values, int rows, int known = 0)
    {
        HasNulls = false;
        foreach (var value in values)
        {
            if (value.Validity.IsAllValid) continue;
            if (!HasNulls)
            {
                if (_isNull.Length < rows) _isNull = new bool[rows];
                _isNull.AsSpan(0, rows).Clear();
                HasNulls = true;
            }

            for (var row = 0; row < rows; row++) _isNull[row] |= value.IsNull(row);
        }

        if (!HasWords)
        {
            _rows = RowKeys.Create(values, rows, _keys);
            return;
        }

        if (_words.Length < rows) Array.Resize(ref _words, Math.Max(rows, known > 0 ? _words.Length * 2 : rows));
        Fill(values[0], known, _words.AsSpan(known, rows - known));
        if (!_keys[0].Descending) return;
        foreach (ref var word in _words.AsSpan(known, rows - known)) word = ~word;
    }

    private static void Fill(Vector values, int from, Span<ulong> words)
    {
        switch (values.Type.Physical)
        {
            case PhysicalType.Bool: Fill<bool, BoolKey>(values, from, words); break;
            case PhysicalType.Int16: Fill<short, Int16Key>(values, from, words); break;
            case PhysicalType.Int32: Fill<int, Int32Key>(values, from, words); break;
            case PhysicalType.Int64: Fill<long, Int64Key>(values, from, words); break;
            case PhysicalType.Float32: Fill<float, Float32Key>(values, from, words); break;
            default: Fill<double, Float64Key>(values, from, words); break;
        }
    }

    private static void Fill<T, TKey>(Vector values, int from, Span<ulong> words)
        where T : unmanaged
        where TKey : struct, IFixedKey<T>
    {
        switch (values)
        {
            case FixedVector<T> flat:
                var source = flat.Values.Slice(from, words.Length);
                for (var i = 0; i < source.Length; i++) words[i] = TKey.ToKey(source[i]);
                break;
            case DictionaryVector coded:
                var dictionary = ((FixedVector<T>)coded.Dictionary).Values;
                var codes = coded.Codes.Slice(from, words.Length);
                for (var i = 0; i < codes.Length; i++) words[i] = TKey.ToKey(dictionary[codes[i]]);
                break;
            case ConstantVector constant:
                words.Fill(TKey.ToKey(((FixedVector<T>)constant.Value).Values[0]));
                break;
        }
    }
}

/// <summary>Compares the keys of the two sides of a merge join.</summary>
internal interface IMergeComparison
{
    /// <summary>Compares a left row with a right row.</summary>
    int Compare(int left, int right);

    /// <summary>Whether two right rows have the same key.</summary>
    bool IsSame(int right, int other);
}

/// <summary>Keys that are integers.</summary>
internal readonly ref struct WordComparison(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right) : IMergeComparison
{
    private readonly ReadOnlySpan<ulong> _left = left;
    private readonly ReadOnlySpan<ulong> _right = right;

    public int Compare(int left, int right) => _left[left].CompareTo(_right[right]);

    public bool IsSame(int right, int other) => _right[right] == _right[other];
}

/// <summary>Keys of any form.</summary>
internal readonly struct RowComparison(RowKeys left, RowKeys right) : IMergeComparison
{
    public int Compare(int leftRow, int rightRow) => left.Compare(leftRow, right, rightRow);

    public bool IsSame(int rightRow, int other) => right.Compare(rightRow, right, other) == 0;
}
