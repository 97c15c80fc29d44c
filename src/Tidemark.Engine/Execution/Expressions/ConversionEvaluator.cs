using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Conversions of types.</summary>
internal static class ConversionEvaluator
{
    /// <summary>The evaluator for a conversion.</summary>
    public static Evaluator Create(BoundConversion conversion, Evaluator operand, FunctionContext context) => conversion.Kind switch
    {
        ConversionKind.Function => new CallEvaluator(conversion.Function!, [operand], conversion.Type, context),
        ConversionKind.Text => new TextConversionEvaluator(operand, conversion.Type, context),
        ConversionKind.Array when conversion.Function is { } function => new ArrayConversionEvaluator(operand, function, conversion.Type, context),
        ConversionKind.Array => new TextConversionEvaluator(operand, conversion.Type, context),
        ConversionKind.Modifier => new ModifierEvaluator(operand, conversion.Type, conversion.IsExplicit),
        _ => throw InternalErrors.NotSupported($"a conversion from {conversion.Operand.Type} to {conversion.Type}"),
    };
}

/// <summary>A conversion by way of the text form.</summary>
internal sealed class TextConversionEvaluator(Evaluator operand, SqlType type, FunctionContext context) : Evaluator(type)
{
    private readonly BytesVectorBuilder _text = new(SqlTypes.Text);
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private FieldRange[] _fields = [];

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = operand.Evaluate(batch);
        _text.Reset();
        TypeCodec.For(operand.Type).FormatText(value, _text, context.Format);
        var text = (BytesVector)_text.Build();
        if (Type.IsString && Type.Modifier < 0 && Type.Kind != TypeKind.Name) return text.As(Type);
        var rows = batch.Length;
        if (_fields.Length < rows) _fields = new FieldRange[rows];
        var offsets = text.Offsets;
        for (var row = 0; row < rows; row++) _fields[row] = text.IsNull(row) ? FieldRange.Null : new FieldRange(offsets[row], offsets[row + 1] - offsets[row]);
        _result.Reset();
        TypeCodec.For(Type).ParseText(text.Data, _fields.AsSpan(0, rows), _result, context.Format);
        return _result.Build();
    }
}
