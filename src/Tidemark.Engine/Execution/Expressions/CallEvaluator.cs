using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A call of a scalar function.</summary>
internal sealed class CallEvaluator : Evaluator
{
    private readonly ScalarKernel _kernel;
    private readonly Evaluator[] _arguments;
    private readonly Vector[] _values;
    private readonly VectorBuilder _result;
    private readonly FunctionContext _context;

    public CallEvaluator(ScalarFunction function, Evaluator[] arguments, SqlType type, FunctionContext context)
        : base(type)
    {
        _kernel = function.Kernel;
        _arguments = arguments;
        _values = new Vector[arguments.Length];
        _result = VectorBuilder.Create(type);
        _context = context;
        IsConstant = function.Volatility != Volatility.Volatile && Array.TrueForAll(arguments, a => a.IsConstant);
    }

    /// <inheritdoc />
    public override bool IsConstant { get; }

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        for (var i = 0; i < _arguments.Length; i++) _values[i] = _arguments[i].Evaluate(batch);
        _result.Reset();
        return _kernel.Invoke(_values, batch.Length, _result, _context);
    }
}

/// <summary>The same bytes under another type.</summary>
internal sealed class RelabelEvaluator(Evaluator operand, SqlType type) : Evaluator(type)
{
    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = operand.Evaluate(batch);
        return value.Type.Equals(Type) ? value : value.As(Type);
    }
}
