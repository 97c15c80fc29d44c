using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>ARRAY[...], of elements or of arrays one dimension lower.</summary>
internal sealed class ArrayEvaluator(Evaluator[] elements, SqlType type) : Evaluator(type)
{
    private readonly BytesVectorBuilder _result = new(type);
    private readonly ArrayBuilder _array = new(type.Element!);
    private readonly Vector[] _values = new Vector[elements.Length];

    /// <inheritdoc />
    public override bool IsConstant { get; } = Array.TrueForAll(elements, e => e.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        for (var i = 0; i < elements.Length; i++) _values[i] = elements[i].Evaluate(batch);
        _result.Reset();
        var nested = elements.Length > 0 && elements[0].Type.IsArray;
        for (var row = 0; row < batch.Length; row++)
        {
            if (nested)
            {
                AppendNested(row);
                continue;
            }

            foreach (var value in _values) _array.Elements.AppendRow(value, row);
            _array.Write(_result);
        }

        return _result.Build();
    }

    private void AppendNested(int row)
    {
        ArrayDimension[]? inner = null;
        foreach (var value in _values)
        {
            // A null array counts as an empty one.
            var dimensions = value.IsNull(row) ? [] : Dimensions(VectorAccess.GetBytes(value, row));
            inner ??= dimensions;
            if (!inner.AsSpan().SequenceEqual(dimensions))
            {
                throw new SqlException(new SqlError { State = SqlState.ArraySubscriptError, Message = "multidimensional arrays must have array expressions with matching dimensions" });
            }

            if (dimensions.Length > 0) _array.Append(VectorAccess.GetBytes(value, row));
        }

        if (inner!.Length == 0) _array.Write(_result);
        else _array.Write([new ArrayDimension(_values.Length, 1), .. inner], _result);
    }

    private static ArrayDimension[] Dimensions(ReadOnlySpan<byte> array)
    {
        var reader = new ArrayReader(array);
        var dimensions = new ArrayDimension[reader.Dimensions];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader[i];
        return dimensions;
    }
}

/// <summary>An element of an array by its subscripts; null where there is none.</summary>
internal sealed class ElementEvaluator(Evaluator operand, Evaluator[] subscripts, SqlType type) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private readonly TypeCodec _codec = TypeCodec.For(type);

    /// <inheritdoc />
    public override bool IsConstant { get; } = operand.IsConstant && Array.TrueForAll(subscripts, s => s.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var arrays = operand.Evaluate(batch);
        var indexes = new Vector[subscripts.Length];
        for (var i = 0; i < indexes.Length; i++) indexes[i] = subscripts[i].Evaluate(batch);
        var place = new int[indexes.Length];
        _result.Reset();
        for (var row = 0; row < batch.Length; row++)
        {
            if (arrays.IsNull(row) || !TryRead(indexes, row, place))
            {
                _result.AppendNull();
                continue;
            }

            var data = VectorAccess.GetBytes(arrays, row);
            var reader = new ArrayReader(data);
            var index = reader.IndexOf(place);
            if (index < 0) _result.AppendNull();
            else _codec.ReadBinary(data, [reader.ElementAt(index)], _result);
        }

        return _result.Build();
    }

    private static bool TryRead(Vector[] indexes, int row, int[] place)
    {
        for (var i = 0; i < indexes.Length; i++)
        {
            if (indexes[i].IsNull(row)) return false;
            place[i] = VectorAccess.Get<int>(indexes[i], row);
        }

        return true;
    }
}

/// <summary>A slice of an array: an array of the elements within the bounds, numbered from 1. A single subscript among slices stands for 1 up to it.</summary>
internal sealed class SliceEvaluator(Evaluator operand, (Evaluator? Lower, Evaluator? Upper, bool IsSlice)[] indexes, SqlType type) : Evaluator(type)
{
    private readonly BytesVectorBuilder _result = new(type);
    private readonly ArrayBuilder _array = new(type.Element!);
    private readonly TypeCodec _codec = TypeCodec.For(type.Element!);

    /// <inheritdoc />
    public override bool IsConstant { get; } = operand.IsConstant && Array.TrueForAll(indexes, i => i.Lower is null or { IsConstant: true } && i.Upper is null or { IsConstant: true });

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var arrays = operand.Evaluate(batch);
        var lowers = Array.ConvertAll(indexes, i => i.Lower?.Evaluate(batch));
        var uppers = Array.ConvertAll(indexes, i => i.Upper?.Evaluate(batch));
        _result.Reset();
        for (var row = 0; row < batch.Length; row++)
        {
            if (arrays.IsNull(row) || Array.Exists(lowers, v => v is not null && v.IsNull(row)) || Array.Exists(uppers, v => v is not null && v.IsNull(row))) _result.AppendNull();
            else Append(VectorAccess.GetBytes(arrays, row), lowers, uppers, row);
        }

        return _result.Build();
    }

    private void Append(ReadOnlySpan<byte> data, Vector?[] lowers, Vector?[] uppers, int row)
    {
        var reader = new ArrayReader(data);
        var dimensions = new ArrayDimension[reader.Dimensions];
        var from = new int[reader.Dimensions];
        var empty = reader.Count == 0 || indexes.Length > reader.Dimensions;
        for (var d = 0; d < dimensions.Length && !empty; d++)
        {
            var (length, lower) = reader[d];
            var first = lower;
            var last = lower + length - 1;
            if (d < indexes.Length)
            {
                if (!indexes[d].IsSlice) first = Math.Max(first, 1);
                if (lowers[d] is { } low && indexes[d].IsSlice) first = Math.Max(first, VectorAccess.Get<int>(low, row));
                if (uppers[d] is { } high) last = Math.Min(last, VectorAccess.Get<int>(high, row));
            }

            from[d] = first;
            dimensions[d] = new ArrayDimension(last - first + 1, 1);
            empty = last < first;
        }

        if (empty)
        {
            _array.Write(_result);
            return;
        }

        var place = new int[dimensions.Length];
        Collect(data, reader, dimensions, from, place, 0);
        _array.Write(dimensions, _result);
    }

    private void Collect(ReadOnlySpan<byte> data, ArrayReader reader, ArrayDimension[] dimensions, int[] from, int[] place, int dimension)
    {
        for (var i = 0; i < dimensions[dimension].Length; i++)
        {
            place[dimension] = from[dimension] + i;
            if (dimension + 1 < dimensions.Length) Collect(data, reader, dimensions, from, place, dimension + 1);
            else _codec.ReadBinary(data, [reader.ElementAt(reader.IndexOf(place))], _array.Elements);
        }
    }
}

/// <summary>operand op ANY (array) and ALL.</summary>
internal sealed class ArrayComparisonEvaluator(BoundArrayComparison comparison, Evaluator operand, Evaluator array, FunctionContext context) : Evaluator(SqlTypes.Bool)
{
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);
    private readonly VectorBuilder _compared = VectorBuilder.Create(SqlTypes.Bool);
    private readonly SqlType _element = array.Type.Element!;
    private readonly FindScratch _scratch = new();
    private KeyColumn? _set;
    private Vector? _constant;
    private bool _hasNull;

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant && array.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var values = operand.Evaluate(batch);
        var arrays = array.Evaluate(batch);
        _result.Reset();
        if (arrays is ConstantVector { IsNullConstant: false } constant && array.IsConstant)
        {
            if (_constant is null) Prepare(constant.Value);
            if (_set is not null) return Members(values, batch.Length);
        }

        var single = VectorBuilder.Create(operand.Type, 1);
        for (var row = 0; row < batch.Length; row++)
        {
            if (arrays.IsNull(row))
            {
                _result.AppendNull();
                continue;
            }

            single.Reset();
            single.AppendRow(values, row);
            Append(Test(single.Build(), _constant ?? ArrayElements.Read(arrays, row, _element)));
        }

        return _result.Build();
    }

    private void Prepare(Vector value)
    {
        _constant = ArrayElements.Read(value, 0, _element);
        var isMembership = comparison is { IsAll: false, OperatorName: "=" } or { IsAll: true, OperatorName: "<>" };
        if (!isMembership || !operand.Type.Is(_element)) return;
        _set = KeyColumn.Create(_element, groupsNulls: false);
        var ids = new int[_constant.Length];
        _set.Assign(_constant, ids);
        _hasNull = Array.IndexOf(ids, -1) >= 0;
    }

    private Vector Members(Vector values, int rows)
    {
        var ids = new int[rows];
        _set!.Find(values, ids, _scratch);
        for (var row = 0; row < rows; row++)
        {
            if (_constant!.Length == 0) Append(comparison.IsAll);
            else if (ids[row] >= 0) Append(!comparison.IsAll);
            else Append(values.IsNull(row) || _hasNull ? null : comparison.IsAll);
        }

        return _result.Build();
    }

    private bool? Test(Vector value, Vector elements)
    {
        if (elements.Length == 0) return comparison.IsAll;
        _compared.Reset();
        Vector[] pair = [new ConstantVector(value, elements.Length), elements];
        var outcome = new BooleanValues(comparison.Function.Kernel.Invoke(pair, elements.Length, _compared, context));
        var unknown = false;
        for (var i = 0; i < elements.Length; i++)
        {
            if (outcome.IsNull(i)) unknown = true;
            else if (outcome[i] != comparison.IsAll) return !comparison.IsAll;
        }

        return unknown ? null : comparison.IsAll;
    }

    private void Append(bool? value)
    {
        if (value is bool known) _result.Append(known);
        else _result.AppendNull();
    }
}
