using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>Casts between json and jsonb, and of jsonb to numbers and booleans, for values of just that kind.</summary>
internal static class JsonbCasts
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Relabel(CastContext.Assignment, Jsonb, Json);
        declare.Cast(CastContext.Assignment, declare.Write("jsonb", [Json], Jsonb, static (ReadOnlySpan<byte> value, BytesVectorBuilder target) => JsonParser.WriteCanonical(value, target)));
        declare.Cast(CastContext.Explicit, declare.Map("bool", [Jsonb], SqlTypes.Bool, static (ReadOnlySpan<byte> value) =>
            Of(value, JsonKind.Boolean, "boolean").Text[0] == 't'));
        declare.Cast(CastContext.Explicit, declare.Map("numeric", [Jsonb], SqlTypes.Numeric, static (ReadOnlySpan<byte> value) => Number(value, "numeric")));
        declare.Cast(CastContext.Explicit, declare.Map("int2", [Jsonb], Int2, static (ReadOnlySpan<byte> value) => Number(value, "smallint").ToInt16()));
        declare.Cast(CastContext.Explicit, declare.Map("int4", [Jsonb], Int4, static (ReadOnlySpan<byte> value) => Number(value, "integer").ToInt32()));
        declare.Cast(CastContext.Explicit, declare.Map("int8", [Jsonb], Int8, static (ReadOnlySpan<byte> value) => Number(value, "bigint").ToInt64()));
        declare.Cast(CastContext.Explicit, declare.Map("float4", [Jsonb], Float4, static (ReadOnlySpan<byte> value) => Number(value, "real").ToSingle()));
        declare.Cast(CastContext.Explicit, declare.Map("float8", [Jsonb], Float8, static (ReadOnlySpan<byte> value) => Number(value, "double precision").ToDouble()));
    }

    private static Numeric Number(ReadOnlySpan<byte> value, string type) => Numeric.Parse(Of(value, JsonKind.Number, type).Text);

    private static JsonSlice Of(ReadOnlySpan<byte> text, JsonKind kind, string type)
    {
        var value = new JsonSlice(text);
        return value.Kind == kind ? value : throw JsonErrors.CannotCast(value.Kind, type);
    }
}
