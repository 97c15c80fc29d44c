using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A JSON value as a tree, for functions that change values or walk about in them. Containers may be changed by who made the tree.</summary>
internal abstract record JsonNode
{
    /// <summary>The one null.</summary>
    public static JsonNode Null { get; } = new JsonNull();

    /// <summary>What it is.</summary>
    public abstract JsonKind Kind { get; }

    /// <summary>Whether it is neither object nor array.</summary>
    public bool IsScalar => Kind < JsonKind.Array;

    /// <summary>The tree of a text that is valid JSON.</summary>
    public static JsonNode Parse(JsonSlice value)
    {
        StackDepth.Ensure();
        switch (value.Kind)
        {
            case JsonKind.Object:
                var members = new JsonObject();
                foreach (var item in value) members.Set(KeyOf(item), Parse(item.Value));
                return members;
            case JsonKind.Array:
                var elements = new JsonArray();
                foreach (var item in value) elements.Elements.Add(Parse(item.Value));
                return elements;
            case JsonKind.String:
                return new JsonString(TextOf(value));
            case JsonKind.Number:
                return new JsonNumber(Numeric.Parse(value.Text));
            case JsonKind.Boolean:
                return new JsonBoolean(value.Text[0] == 't');
            default:
                return Null;
        }
    }

    /// <summary>The tree of a jsonb.</summary>
    public static JsonNode Read(Vector vector, int row) => Parse(new JsonSlice(VectorAccess.GetBytes(vector, row)));

    /// <summary>Appends the value as jsonb.</summary>
    public void Append(VectorBuilder result)
    {
        var target = (BytesVectorBuilder)result;
        WriteTo(new JsonbWriter(target));
        target.EndValue();
    }

    /// <summary>Writes the value as jsonb.</summary>
    public abstract void WriteTo(JsonbWriter writer);

    private static string KeyOf(JsonSlice.Item item)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        item.WriteKey(text);
        return Encoding.UTF8.GetString(text.Pending);
    }

    private static string TextOf(JsonSlice value)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        value.WriteText(text);
        return Encoding.UTF8.GetString(text.Pending);
    }
}

/// <summary>null.</summary>
internal sealed record JsonNull : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.Null;

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer) => writer.Literal("null"u8);
}

/// <summary>true or false.</summary>
internal sealed record JsonBoolean(bool Value) : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.Boolean;

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer) => writer.Literal(Value ? "true"u8 : "false"u8);
}

/// <summary>A number.</summary>
internal sealed record JsonNumber(Numeric Value) : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.Number;

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer) => writer.Number(Value);
}

/// <summary>A string.</summary>
internal sealed record JsonString(string Value) : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.String;

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer) => writer.String(Encoding.UTF8.GetBytes(Value));
}

/// <summary>An array.</summary>
internal sealed record JsonArray : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.Array;

    /// <summary>The elements.</summary>
    public List<JsonNode> Elements { get; init; } = [];

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer)
    {
        writer.BeginArray();
        foreach (var element in Elements) element.WriteTo(writer);
        writer.EndArray();
    }
}

/// <summary>An object.</summary>
internal sealed record JsonObject : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.Object;

    /// <summary>The members, in jsonb's order if they come from a jsonb and none was added.</summary>
    public List<KeyValuePair<string, JsonNode>> Members { get; init; } = [];

    /// <summary>A member's value; null for none.</summary>
    public JsonNode? Get(string key) => IndexOf(key) is >= 0 and var index ? Members[index].Value : null;

    /// <summary>Sets a member.</summary>
    public void Set(string key, JsonNode value)
    {
        var index = IndexOf(key);
        if (index < 0) Members.Add(new(key, value));
        else Members[index] = new(key, value);
    }

    /// <summary>Takes a member out, if it is there.</summary>
    public void Remove(string key)
    {
        if (IndexOf(key) is >= 0 and var index) Members.RemoveAt(index);
    }

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer)
    {
        writer.BeginObject();
        foreach (var (key, value) in Members)
        {
            writer.Key(Encoding.UTF8.GetBytes(key));
            value.WriteTo(writer);
        }

        writer.EndObject();
    }

    private int IndexOf(string key) => Members.FindIndex(member => member.Key == key);
}
