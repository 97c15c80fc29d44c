using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Brings values to the modifier of their type: the scale of numeric(p, s), the width of varchar(n) and char(n), the digits of seconds. Strings that are too long are cut
/// where the cast was written, and fail with 22001 where it was not.
/// </summary>
internal sealed class ModifierEvaluator(Evaluator operand, SqlType type, bool isExplicit, FunctionContext context) : Evaluator(type)
{
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private readonly VectorBuilder _flat = VectorBuilder.Create(operand.Type);
    private readonly BytesVectorBuilder _text = new(SqlTypes.Text);

    /// <inheritdoc />
    public override bool IsConstant => operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var value = VectorShapes.Flatten(operand.Evaluate(batch), _flat);
        _result.Reset();
        if (Type.Kind == TypeKind.Numeric && TypeModifiers.NumericOf(Type) is var (precision, scale)) ToScale((BytesVector)value, precision, scale);
        else ByText(value);
        return _result.Build();
    }

    private void ToScale(BytesVector value, int precision, int scale)
    {
        var result = (BytesVectorBuilder)_result;
        for (var row = 0; row < value.Length; row++)
        {
            if (value.IsNull(row)) result.AppendNull();
            else Numeric.ToModifier(Numeric.Unpack(value[row]), precision, scale).Pack(result);
        }
    }

    // Reading a value applies the modifier, so the text form is read back.
    private void ByText(Vector value)
    {
        _text.Reset();
        TypeCodec.For(operand.Type.WithModifier(-1)).FormatText(value, _text, context.Format);
        var text = (BytesVector)_text.Build();
        var codec = TypeCodec.For(Type);
        var limit = isExplicit && Type.Kind is TypeKind.Varchar or TypeKind.BpChar ? TypeModifiers.LengthOf(Type) : null;
        for (var row = 0; row < text.Length; row++)
        {
            if (text.IsNull(row)) _result.AppendNull();
            else codec.ParseText(limit is int characters ? Cut(text[row], characters) : text[row], _result, context.Format);
        }
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int characters)
    {
        if (text.Length <= characters) return text;
        var rest = text;
        for (; characters > 0 && !rest.IsEmpty; characters--)
        {
            Rune.DecodeFromUtf8(rest, out _, out var length);
            rest = rest[length..];
        }

        return text[..^rest.Length];
    }
}
