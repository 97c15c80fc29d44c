using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <content>Methods.</content>
internal sealed partial class JsonPathEvaluation
{
    private bool Method(JsonPathMethod method, JsonNode value, List<JsonNode> found, bool unwraps)
    {
        switch (method.Name)
        {
            case "type":
                return Next(method, new JsonString(TypeName(value)), found);
            case "size":
                if (value is JsonArray array) return Next(method, new JsonNumber(new Numeric(array.Elements.Count)), found);
                if (!_path.IsLax) return _ignoresStructure || Fail(JsonPathFailures.NoArray("item method .size()"));
                return Next(method, new JsonNumber(new Numeric(1)), found);
        }

        if (unwraps && value is JsonArray) return Unwrap(method, value, found);
        switch (method.Name)
        {
            case "double":
                return Double(method, value, found);
            case "keyvalue":
                return KeyValue(method, value, found);
            default:
                if (value is not JsonNumber { Value: var number }) return Fail(JsonPathFailures.NotNumeric(method.Name));
                return Next(method, new JsonNumber(method.Name switch
                {
                    "abs" => Numeric.Abs(number),
                    "floor" => Numeric.Floor(number),
                    _ => Numeric.Ceiling(number),
                }), found);
        }
    }

    private static string TypeName(JsonNode value) => value switch
    {
        JsonMoment moment => moment.Type.DisplayName,
        JsonNull => "null",
        JsonBoolean => "boolean",
        JsonNumber => "number",
        JsonString => "string",
        JsonArray => "array",
        _ => "object",
    };

    private bool Double(JsonPathMethod method, JsonNode value, List<JsonNode> found)
    {
        double result;
        switch (value)
        {
            case JsonNumber number:
                result = number.Value.ToDouble();
                if (!double.IsFinite(result)) return Fail(JsonPathFailures.Double("numeric argument of jsonpath item method .double() is out of range for type double precision"));
                break;
            case JsonString text:
                if (!TryDouble(text.Value, out result)) return Fail(JsonPathFailures.Double("string argument of jsonpath item method .double() is not a valid representation of a double precision number"));
                break;
            default:
                return Fail(JsonPathFailures.Double("jsonpath item method .double() can only be applied to a string or numeric value"));
        }

        return Next(method, new JsonNumber(Numeric.FromDouble(result)), found);
    }

    private static bool TryDouble(string text, out double value)
    {
        var builder = new FixedVectorBuilder<double>(SqlTypes.Float8, 1);
        try
        {
            TypeCodec.For(SqlTypes.Float8).ParseText(Encoding.UTF8.GetBytes(text), builder, FormatSettings.Default);
        }
        catch (SqlException)
        {
            value = 0;
            return false;
        }

        value = builder.Values[0];
        return double.IsFinite(value);
    }

    private bool KeyValue(JsonPathMethod method, JsonNode value, List<JsonNode> found)
    {
        if (value is not JsonObject members) return Fail(JsonPathFailures.KeyValue());
        var id = new JsonNumber(new Numeric(ReferenceEquals(value, _root) ? 0 : Number(_root, value)));
        foreach (var (key, member) in members.Members)
        {
            var pair = new JsonObject();
            pair.Set("id", id);
            pair.Set("key", new JsonString(key));
            pair.Set("value", member);
            if (!Next(method, pair, found)) return false;
        }

        return true;
    }

    // Objects of one value are told apart by their numbers, in the order in which they stand.
    private static int Number(JsonNode root, JsonNode wanted)
    {
        var number = 0;
        return Find(root) ? number : 0;

        bool Find(JsonNode node)
        {
            foreach (var child in Children(node))
            {
                number++;
                if (ReferenceEquals(child, wanted) || Find(child)) return true;
            }

            return false;
        }
    }

    private bool DateTime(JsonPathDateTime method, JsonNode value, List<JsonNode> found)
    {
        if (value is not JsonString { Value: var text }) return Fail(JsonPathFailures.NotAString());
        if (method.Template is { } template)
        {
            try
            {
                return Next(method, JsonDateTimes.Read(text, template, _context), found);
            }
            catch (SqlException failure)
            {
                return Fail(failure);
            }
        }

        return JsonDateTimes.Read(text, _context) is { } moment ? Next(method, moment, found) : Fail(JsonPathFailures.Unrecognized(text));
    }
}
