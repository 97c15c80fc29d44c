using System.Globalization;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Binding;

/// <summary>Reads the text of literals as values of a type, and points at the literal when it cannot be read.</summary>
internal sealed class LiteralReader(BindingContext context, RegisteredNames names)
{
    /// <summary>The value of a literal.</summary>
    /// <param name="type">Its type; the modifier counts for interval alone, whose fields decide how text is read. Others are applied by a conversion.</param>
    /// <param name="text">The literal.</param>
    /// <param name="position">Its place.</param>
    public BoundConstant Read(SqlType type, string text, int position)
    {
        try
        {
            return ReadUnplaced(type, text) with { Position = position, IsQuoted = true };
        }
        catch (SqlException failure)
        {
            throw failure.At(position == 0 ? null : position);
        }
    }

    /// <summary>The value of a literal that is stored into a column, its modifier applied.</summary>
    public BoundConstant ReadAssigned(SqlType type, string text, int position)
    {
        if (IsRegistered(type) || (type.Element is { } element && IsRegistered(element))) return Read(type, text, position);
        Span<byte> utf8 = text.Length <= 256 ? stackalloc byte[text.Length * 3] : new byte[Encoding.UTF8.GetByteCount(text)];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var builder = VectorBuilder.Create(type, 1);
        try
        {
            TypeCodec.For(type).ParseText(utf8[..length], builder, context.Functions.Format);
        }
        catch (SqlException failure) when (type.Modifier < 0 || (failure.State != SqlState.StringDataRightTruncation && failure.State != SqlState.NumericValueOutOfRange))
        {
            // What a modifier refuses is the error of a conversion, which has no place.
            throw failure.At(position == 0 ? null : position);
        }

        return new BoundConstant(type, builder.Detach()) { Position = position, IsQuoted = true };
    }

    /// <summary>A constant as one of another type, or with another modifier, by way of its text. Errors have no place, being those of a conversion.</summary>
    public BoundConstant Reread(BoundConstant constant, SqlType type)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(constant.Type).FormatText(constant.Value, text, context.Functions.Format);
        var builder = VectorBuilder.Create(type, 1);
        TypeCodec.For(type).ParseText(((BytesVector)text.Build())[0], builder, context.Functions.Format);
        return new BoundConstant(type, builder.Detach()) { Position = constant.Position, IsQuoted = constant.IsQuoted };
    }

    private BoundConstant ReadUnplaced(SqlType type, string text)
    {
        switch (Coercion.BaseOf(type).Kind)
        {
            case TypeKind.Text when type.Is(ExtensionTypes.DimensionInfo):
                throw HypertableErrors.DimensionFromText();
            case TypeKind.Text or TypeKind.Unknown:
                return Constants.Text(type, text);
            case TypeKind.RegClass:
                return Constants.Long(type, names.Relation(text));
            case TypeKind.RegNamespace:
                return Constants.Long(type, names.Namespace(text));
            case TypeKind.RegRole:
                return Constants.Long(type, names.Role(text));
            case TypeKind.RegType:
                return Constants.Long(type, names.Type(text));
            case TypeKind.RegProc:
                return Constants.Long(type, names.Routine(text));
            case TypeKind.RegProcedure:
                return Constants.Long(type, names.Signature(text));
            case TypeKind.RegOper:
                return Constants.Long(type, names.Operator(text));
            case TypeKind.RegOperator:
                return Constants.Long(type, names.OperatorSignature(text));
            case TypeKind.Array when IsRegistered(type.Element!):
                return new BoundConstant(type, Parse(type, Resolved(type.Element!, text)));
            default:
                return new BoundConstant(type, Parse(type, text));
        }
    }

    private static bool IsRegistered(SqlType type) => type.Kind is TypeKind.RegClass or TypeKind.RegNamespace or TypeKind.RegRole or TypeKind.RegType or TypeKind.RegProc or TypeKind.RegProcedure or TypeKind.RegOper or TypeKind.RegOperator;

    // An array of names as one of oids, which is what the array's own reader takes.
    private string Resolved(SqlType element, string text)
    {
        var names = Parse(SqlTypes.ArrayOf(SqlTypes.Text)!, text);
        var data = VectorAccess.GetBytes(names, 0);
        var reader = new ArrayReader(data);
        var ranges = new FieldRange[reader.Count];
        reader.GetElements(ranges);
        var oids = new List<string>();
        foreach (var range in ranges)
        {
            oids.Add(range.IsNull ? "NULL" : VectorAccess.Get<long>(ReadUnplaced(element, Encoding.UTF8.GetString(data.Slice(range.Start, range.Length))).Value, 0).ToString(CultureInfo.InvariantCulture));
        }

        return $"{{{string.Join(',', oids)}}}";
    }

    private Vector Parse(SqlType type, string text)
    {
        var builder = VectorBuilder.Create(type, 1);
        TypeCodec.For(type).ParseText(Encoding.UTF8.GetBytes(text), builder, context.Functions.Format);
        return builder.Detach();
    }
}
