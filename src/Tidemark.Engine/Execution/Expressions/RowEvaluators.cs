using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>ROW(...).</summary>
internal sealed class RowEvaluator(Evaluator[] fields, SqlType type) : Evaluator(type)
{
    private readonly BytesVectorBuilder _result = new(type);
    private readonly Vector[] _values = new Vector[fields.Length];

    /// <inheritdoc />
    public override bool IsConstant { get; } = Array.TrueForAll(fields, f => f.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        for (var i = 0; i < fields.Length; i++) _values[i] = fields[i].Evaluate(batch);
        _result.Reset();
        RecordBuilder.Write(_values, batch.Length, _result);
        return _result.Build();
    }
}

/// <summary>(row).field.</summary>
internal sealed class FieldEvaluator(Evaluator operand, int index, SqlType type) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private readonly TypeCodec _codec = TypeCodec.For(type);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var rows = operand.Evaluate(batch);
        _result.Reset();
        for (var row = 0; row < batch.Length; row++)
        {
            if (rows.IsNull(row))
            {
                _result.AppendNull();
                continue;
            }

            var data = VectorAccess.GetBytes(rows, row);
            var at = 0;
            foreach (var column in new RecordReader(data))
            {
                if (at++ == index) _codec.ReadBinary(data, [column.Value], _result);
            }
        }

        return _result.Build();
    }
}
