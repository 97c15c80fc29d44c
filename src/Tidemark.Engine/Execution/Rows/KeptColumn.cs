using System.Runtime.CompilerServices;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A growing column of kept rows. Strings that come as codes of dictionaries with few values are kept as codes of one dictionary, others flat; the first that come otherwise make the whole column flat.
/// </summary>
internal sealed class KeptColumn(SqlType type)
{
    // Beyond this the dictionary is no longer small beside what it saves.
    private const int MostValues = 4096;
    private const int MostMaps = 16;
    private const int Unmapped = -1;

    private readonly VectorBuilder _flat = VectorBuilder.Create(type);
    private readonly Dictionary<Vector, int[]> _maps = new(ReferenceEqualityComparer.Instance);
    private BytesTable? _values = type.Physical == PhysicalType.Bytes ? new BytesTable(type) : null;
    private Vector? _lastDictionary;
    private int[] _lastMap = [];
    private int[] _codes = [];
    private int _count;

    /// <summary>The type of the values.</summary>
    public SqlType Type => type;

    /// <summary>Bytes held.</summary>
    public long ByteSize => _flat.ByteSize + (_codes.Length * 4L) + (_values is { Count: > 0 } ? _values.ByteSize : 0);

    /// <summary>The rows so far; hold until rows are added.</summary>
    public Vector Build() => _values is { Count: > 0 } ? new DictionaryVector(_values.Values, _codes, _count) : _flat.Build();

    /// <summary>Adds neighbouring rows of a vector.</summary>
    public void AppendRange(Vector source, int start, int count)
    {
        if (Codes(source, count) is not { } map)
        {
            _flat.AppendRange(source, start, count);
            return;
        }

        var from = ((DictionaryVector)source).Codes.Slice(start, count);
        var to = _codes.AsSpan(_count, count);
        for (var i = 0; i < to.Length; i++) to[i] = map[from[i]] is >= 0 and var code ? code : Map(source, map, from[i]);
        _count += count;
    }

    /// <summary>Adds chosen rows of a vector.</summary>
    public void AppendGather(Vector source, ReadOnlySpan<int> rows)
    {
        if (Codes(source, rows.Length) is not { } map)
        {
            _flat.AppendGather(source, rows);
            return;
        }

        var from = ((DictionaryVector)source).Codes;
        var to = _codes.AsSpan(_count, rows.Length);
        for (var i = 0; i < to.Length; i++) to[i] = map[from[rows[i]]] is >= 0 and var code ? code : Map(source, map, from[rows[i]]);
        _count += rows.Length;
    }

    /// <summary>Forgets all rows and keeps the buffers.</summary>
    public void Reset()
    {
        _flat.Reset();
        _count = 0;
    }

    // The codes of the source's dictionary here, with room for more rows; null where the column is flat.
    private int[]? Codes(Vector source, int rows)
    {
        if (_values is null) return null;
        if (source is not DictionaryVector { Validity.IsAllValid: true } coded || _values.Count > MostValues || coded.Dictionary.Length > MostValues * 16)
        {
            Flatten();
            return null;
        }

        if (_codes.Length < _count + rows) Array.Resize(ref _codes, Math.Max(_count + rows, _codes.Length * 2));
        if (ReferenceEquals(coded.Dictionary, _lastDictionary) && _lastMap.Length >= coded.Dictionary.Length) return _lastMap;
        if (!_maps.TryGetValue(coded.Dictionary, out var map) || map.Length < coded.Dictionary.Length)
        {
            if (_maps.Count == MostMaps) _maps.Clear();
            map = new int[coded.Dictionary.Length];
            map.AsSpan().Fill(Unmapped);
            _maps[coded.Dictionary] = map;
        }

        _lastDictionary = coded.Dictionary;
        return _lastMap = map;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Map(Vector source, int[] map, int code) => map[code] = _values!.Assign(((BytesVector)((DictionaryVector)source).Dictionary)[code]);

    private void Flatten()
    {
        if (_count > 0) _flat.AppendRange(Build(), 0, _count);
        (_values, _codes, _count, _lastDictionary) = (null, [], 0, null);
        _maps.Clear();
    }
}
