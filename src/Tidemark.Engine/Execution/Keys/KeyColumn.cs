using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Numbers the distinct values of one key column densely, in order of first appearance, equal meaning equal to SQL. Null is a value like another where rows are grouped,
/// and never found where they are joined.
/// </summary>
internal abstract class KeyColumn(SqlType type, bool groupsNulls)
{
    private readonly Dictionary<Vector, int[]> _codeMaps = new(ReferenceEqualityComparer.Instance);
    private Vector? _lastDictionary;
    private int[] _lastMap = [];
    private int _nullId = -1;

    private const int Unmapped = -2;
    private const int MaxMaps = 64;

    /// <summary>The type of the values.</summary>
    public SqlType Type { get; } = type;

    /// <summary>How many numbers were given out.</summary>
    public int Count { get; protected set; }

    /// <summary>Bytes held.</summary>
    public abstract long ByteSize { get; }

    /// <summary>Makes the column for a type.</summary>
    /// <param name="type">The type of the values.</param>
    /// <param name="groupsNulls">Whether null has a number.</param>
    public static KeyColumn Create(SqlType type, bool groupsNulls)
    {
        return type.Physical switch
        {
            PhysicalType.Bool => new FixedKeyColumn<bool, BoolKey>(type, groupsNulls),
            PhysicalType.Int16 => new FixedKeyColumn<short, Int16Key>(type, groupsNulls),
            PhysicalType.Int32 => new FixedKeyColumn<int, Int32Key>(type, groupsNulls),
            PhysicalType.Int64 => new FixedKeyColumn<long, Int64Key>(type, groupsNulls),
            PhysicalType.Float32 => new FixedKeyColumn<float, Float32Key>(type, groupsNulls),
            PhysicalType.Float64 => new FixedKeyColumn<double, Float64Key>(type, groupsNulls),
            PhysicalType.Bytes when ValueComparison.IsBitwise(type) => new BytesKeyColumn(type, groupsNulls),
            _ => new ComparedKeyColumn(type, groupsNulls),
        };
    }

    /// <summary>The number of each row's value, new ones for new values; -1 for null where nulls are not grouped.</summary>
    public void Assign(Vector values, Span<int> ids)
    {
        switch (values)
        {
            case ConstantVector constant:
                ids.Fill(constant.IsNullConstant ? AssignNull() : AssignRow(constant.Value, 0));
                break;
            case DictionaryVector coded:
                AssignCodes(coded, ids);
                break;
            default:
                AssignFlat(values, ids);
                break;
        }
    }

    /// <summary>The number of each row's value; -1 for values that have none, and for null where nulls are not grouped. Any number of threads, each with its own scratch.</summary>
    public void Find(Vector values, Span<int> ids, FindScratch scratch)
    {
        switch (values)
        {
            case ConstantVector constant:
                ids.Fill(constant.IsNullConstant ? _nullId : FindRow(constant.Value, 0, scratch));
                break;
            case DictionaryVector coded:
                FindCodes(coded, ids, scratch);
                break;
            default:
                for (var row = 0; row < ids.Length; row++) ids[row] = values.IsNull(row) ? _nullId : FindRow(values, row, scratch);
                break;
        }
    }

    /// <summary>No more values are added: prepares what is otherwise made when it is first read.</summary>
    public virtual void Freeze()
    {
    }

    /// <summary>Gives back what is pooled; nothing may be asked afterwards.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Appends the values that numbers stand for.</summary>
    public abstract void Emit(ReadOnlySpan<int> ids, VectorBuilder target);

    /// <summary>As <see cref="Assign"/>, for a flat vector.</summary>
    protected abstract void AssignFlat(Vector values, Span<int> ids);

    /// <summary>The number of a value of a flat vector that is not null.</summary>
    protected abstract int AssignRow(Vector flat, int row);

    /// <summary>The number of a value of a flat vector that is not null, or -1.</summary>
    protected abstract int FindRow(Vector flat, int row, FindScratch scratch);

    /// <summary>Gives null a number; the column's own table must leave a place for it.</summary>
    protected abstract int AddNull();

    /// <summary>The number of null, or -1 where nulls are not grouped.</summary>
    protected int AssignNull()
    {
        if (!groupsNulls) return -1;
        if (_nullId < 0) _nullId = AddNull();
        return _nullId;
    }

    private void AssignCodes(DictionaryVector coded, Span<int> ids)
    {
        var map = MapOf(coded.Dictionary);
        var codes = coded.Codes;
        var allValid = coded.Validity.IsAllValid;
        for (var row = 0; row < codes.Length; row++)
        {
            if (!allValid && coded.IsNull(row))
            {
                ids[row] = AssignNull();
                continue;
            }

            var id = map[codes[row]];
            if (id == Unmapped) id = map[codes[row]] = AssignRow(coded.Dictionary, codes[row]);
            ids[row] = id;
        }
    }

    private void FindCodes(DictionaryVector coded, Span<int> ids, FindScratch scratch)
    {
        var map = scratch.MapOf(coded.Dictionary, Count);
        var codes = coded.Codes;
        for (var row = 0; row < codes.Length; row++)
        {
            var code = codes[row];
            if (map[code] == FindScratch.Unmapped) map[code] = FindRow(coded.Dictionary, code, scratch);
            ids[row] = coded.IsNull(row) ? _nullId : map[code];
        }
    }

    // A dictionary is one object for a whole segment: its values are looked up once each, and only those that occur.
    private int[] MapOf(Vector dictionary)
    {
        if (ReferenceEquals(dictionary, _lastDictionary) && _lastMap.Length >= dictionary.Length) return _lastMap;
        if (!_codeMaps.TryGetValue(dictionary, out var map) || map.Length < dictionary.Length)
        {
            // Dictionaries that live for one batch only would pile up.
            if (_codeMaps.Count > MaxMaps) _codeMaps.Clear();
            map = new int[dictionary.Length];
            map.AsSpan().Fill(Unmapped);
            _codeMaps[dictionary] = map;
        }

        _lastDictionary = dictionary;
        return _lastMap = map;
    }
}
