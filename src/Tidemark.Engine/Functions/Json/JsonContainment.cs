using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Whether a jsonb contains another, or has keys: @&gt; &lt;@ ? ?| ?&amp;.</summary>
internal static class JsonContainment
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Operator("@>", declare.Map("jsonb_contains", [Jsonb, Jsonb], SqlTypes.Bool,
            static (ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner) => Contains(new JsonSlice(outer), new JsonSlice(inner))), "<@");
        declare.Operator("<@", declare.Map("jsonb_contained", [Jsonb, Jsonb], SqlTypes.Bool,
            static (ReadOnlySpan<byte> inner, ReadOnlySpan<byte> outer) => Contains(new JsonSlice(outer), new JsonSlice(inner))), "@>");
        declare.Operator("?", declare.Map("jsonb_exists", [Jsonb, Text], SqlTypes.Bool,
            static (ReadOnlySpan<byte> value, ReadOnlySpan<byte> key) => HasKey(new JsonSlice(value), key)));
        declare.Operator("?|", declare.Direct("jsonb_exists_any", [Jsonb, ArrayOf(Text)!], SqlTypes.Bool, static (arguments, row, result, _) =>
            RowResult<bool>.Write(result, CountKeys(arguments, row, out var _) > 0)));
        declare.Operator("?&", declare.Direct("jsonb_exists_all", [Jsonb, ArrayOf(Text)!], SqlTypes.Bool, static (arguments, row, result, _) =>
            RowResult<bool>.Write(result, CountKeys(arguments, row, out var asked) == asked)));
    }

    /// <summary>Whether a value contains another: every member and every element of it. An array contains a scalar that it has.</summary>
    public static bool Contains(JsonSlice outer, JsonSlice inner)
    {
        if (outer.Kind == JsonKind.Array && inner.IsScalar) return HasElement(outer, inner);
        return outer.Kind == inner.Kind && ContainsSameKind(outer, inner);
    }

    private static bool ContainsSameKind(JsonSlice outer, JsonSlice inner)
    {
        switch (outer.Kind)
        {
            case JsonKind.Object:
                var key = new BytesVectorBuilder(Text, 1);
                foreach (var item in inner)
                {
                    key.DiscardPending();
                    item.WriteKey(key);
                    if (!outer.TryGetMember(key.Pending, out var value) || value.Kind != item.Value.Kind || !ContainsSameKind(value, item.Value)) return false;
                }

                return true;
            case JsonKind.Array:
                foreach (var item in inner)
                {
                    if (!HasElement(outer, item.Value)) return false;
                }

                return true;
            default:
                return JsonbOrder.AreEqual(outer.Text, inner.Text);
        }
    }

    private static bool HasElement(JsonSlice array, JsonSlice value)
    {
        foreach (var item in array)
        {
            if (item.Value.Kind == value.Kind && ContainsSameKind(item.Value, value)) return true;
        }

        return false;
    }

    // A key of an object, a string that is an element of an array, or the string itself.
    private static bool HasKey(JsonSlice value, ReadOnlySpan<byte> key)
    {
        if (value.Kind == JsonKind.Object) return value.TryGetMember(key, out _);
        if (value.Kind == JsonKind.String) return IsString(value, key);
        foreach (var item in value)
        {
            if (IsString(item.Value, key)) return true;
        }

        return false;
    }

    private static bool IsString(JsonSlice value, ReadOnlySpan<byte> text)
    {
        if (value.Kind != JsonKind.String) return false;
        var decoded = new BytesVectorBuilder(Text, 1);
        value.WriteText(decoded);
        return decoded.Pending.SequenceEqual(text);
    }

    private static int CountKeys(ReadOnlySpan<Vector> arguments, int row, out int asked)
    {
        var value = new JsonSlice(VectorAccess.GetBytes(arguments[0], row));
        var data = VectorAccess.GetBytes(arguments[1], row);
        var found = asked = 0;
        foreach (var key in new ArrayReader(data))
        {
            if (key.IsNull) continue;
            asked++;
            if (HasKey(value, data.Slice(key.Start, key.Length))) found++;
        }

        return found;
    }
}
