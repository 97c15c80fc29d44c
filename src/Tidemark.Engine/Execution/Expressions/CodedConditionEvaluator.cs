using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// A condition that reads one column of strings, as LIKE does: where the column comes as codes of a dictionary, it is tested once for each value that occurs, however many rows have it.
/// </summary>
internal sealed class CodedConditionEvaluator(Evaluator condition, int ordinal) : Evaluator(SqlTypes.Bool)
{
    private const int LongestDictionary = 1 << 16;
    private const int MostMaps = 16;
    private const byte Unknown = 0;
    private const byte Asked = 1;
    private const byte False = 2;
    private const byte True = 3;
    private const byte Null = 4;

    private readonly Dictionary<Vector, byte[]> _known = new(ReferenceEqualityComparer.Instance);
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);
    private readonly Batch _values = new();
    private readonly List<int> _asked = [];
    private Vector? _lastDictionary;
    private byte[] _last = [];

    /// <summary>The condition itself, or one that tests each value once where the condition is of that kind.</summary>
    public static Evaluator Wrap(BoundExpression expression, Evaluator condition)
    {
        if (condition.IsConstant || expression is InputColumn || !expression.Type.Is(SqlTypes.Bool) || !ParallelSafety.IsSafe(expression)) return condition;
        var ordinal = -1;
        var isOfKind = !PlanExpressionTree.Any(expression, e =>
        {
            if (e is BoundColumn) return true;
            if (e is not InputColumn column) return false;
            if (column.Type.Physical != PhysicalType.Bytes || (ordinal >= 0 && ordinal != column.Ordinal)) return true;
            ordinal = column.Ordinal;
            return false;
        });
        return isOfKind && ordinal >= 0 ? new CodedConditionEvaluator(condition, ordinal) : condition;
    }

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        if (batch.RawColumns[ordinal] is not DictionaryVector { Validity.IsAllValid: true } raw || raw.Dictionary.Length > LongestDictionary) return condition.Evaluate(batch);
        var known = KnownOf(raw.Dictionary);
        var codes = raw.Codes;
        _result.Reset();
        var result = _result.AppendUninitialized(batch.Length);
        var hasNulls = false;
        if (batch.Selection is { } selection)
        {
            var rows = selection.Rows;
            foreach (var row in rows) Ask(known, codes[row]);
            Answer(known, raw.Dictionary);
            for (var i = 0; i < result.Length; i++)
            {
                var value = known[codes[rows[i]]];
                result[i] = value == True;
                hasNulls |= value == Null;
            }

            for (var i = 0; hasNulls && i < result.Length; i++)
            {
                if (known[codes[rows[i]]] == Null) _result.SetNull(i);
            }

            return _result.Build();
        }

        foreach (var code in codes) Ask(known, code);
        Answer(known, raw.Dictionary);
        for (var i = 0; i < result.Length; i++)
        {
            var value = known[codes[i]];
            result[i] = value == True;
            hasNulls |= value == Null;
        }

        for (var i = 0; hasNulls && i < result.Length; i++)
        {
            if (known[codes[i]] == Null) _result.SetNull(i);
        }

        return _result.Build();
    }

    private void Ask(byte[] known, int code)
    {
        if (known[code] != Unknown) return;
        known[code] = Asked;
        _asked.Add(code);
    }

    private void Answer(byte[] known, Vector dictionary)
    {
        if (_asked.Count == 0) return;
        var values = VectorBuilder.Create(dictionary.Type, _asked.Count);
        values.AppendGather(dictionary, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_asked));
        // The condition reads no other column.
        var columns = new Vector[ordinal + 1];
        columns[ordinal] = values.Build();
        _values.Set(columns, _asked.Count, null);
        var result = condition.Evaluate(_values);
        for (var i = 0; i < _asked.Count; i++) known[_asked[i]] = result.IsNull(i) ? Null : VectorAccess.Get<bool>(result, i) ? True : False;
        _asked.Clear();
    }

    private byte[] KnownOf(Vector dictionary)
    {
        if (ReferenceEquals(dictionary, _lastDictionary) && _last.Length >= dictionary.Length) return _last;
        if (!_known.TryGetValue(dictionary, out var known) || known.Length < dictionary.Length)
        {
            // Dictionaries that live for one batch only would pile up.
            if (_known.Count == MostMaps) _known.Clear();
            _known[dictionary] = known = new byte[dictionary.Length];
        }

        _lastDictionary = dictionary;
        return _last = known;
    }
}
