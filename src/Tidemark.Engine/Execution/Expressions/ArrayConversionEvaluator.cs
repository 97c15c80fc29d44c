using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A conversion of arrays by a function of their elements. The elements of all rows are converted at once; dimensions stay.</summary>
internal sealed class ArrayConversionEvaluator : Evaluator
{
    private readonly Evaluator _operand;
    private readonly Evaluator _conversion;
    private readonly ArrayBuilder _source;
    private readonly ArrayBuilder _target;
    private readonly BytesVectorBuilder _result;
    private readonly Batch _elements = new();

    /// <param name="operand">The arrays.</param>
    /// <param name="function">What converts an element.</param>
    /// <param name="type">The type of the results.</param>
    /// <param name="context">The session's state.</param>
    public ArrayConversionEvaluator(Evaluator operand, ScalarFunction function, SqlType type, FunctionContext context)
        : base(type)
    {
        var element = operand.Type.Element!;
        _operand = operand;
        _conversion = new CallEvaluator(function, [new ColumnEvaluator(0, element)], type.Element!, context);
        _source = new ArrayBuilder(element);
        _target = new ArrayBuilder(type.Element!);
        _result = new BytesVectorBuilder(type);
    }

    /// <inheritdoc />
    public override bool IsConstant => _operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var arrays = _operand.Evaluate(batch);
        if (arrays is not ConstantVector constant) return Convert(arrays);
        Convert(constant.Value);
        return new ConstantVector(_result.Detach(), batch.Length);
    }

    private Vector Convert(Vector arrays)
    {
        _source.Elements.Reset();
        _result.Reset();
        for (var row = 0; row < arrays.Length; row++)
        {
            if (!arrays.IsNull(row)) _source.Append(VectorAccess.GetBytes(arrays, row));
        }

        var elements = _source.Elements.Build();
        _elements.Set([elements], elements.Length, null);
        var converted = elements.Length == 0 ? _target.Elements.Build() : _conversion.Evaluate(_elements);
        Span<ArrayDimension> dimensions = stackalloc ArrayDimension[ArrayReader.MaxDimensions];
        var start = 0;
        for (var row = 0; row < arrays.Length; row++)
        {
            if (arrays.IsNull(row))
            {
                _result.AppendNull();
                continue;
            }

            var array = new ArrayReader(VectorAccess.GetBytes(arrays, row));
            for (var i = 0; i < array.Dimensions; i++) dimensions[i] = array[i];
            _target.Write(dimensions[..array.Dimensions], converted.Slice(start, array.Count), _result);
            start += array.Count;
        }

        return _result.Build();
    }
}
