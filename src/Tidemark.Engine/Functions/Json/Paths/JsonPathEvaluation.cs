using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>
/// Evaluates a path over one value, by the rules of jsonpath_exec.c. Errors that the path's own rules know are results (null for <c>found</c>) until somebody asks for them, since predicates
/// turn them into "unknown" and the silent functions into nothing. One use, one thread.
/// </summary>
internal sealed partial class JsonPathEvaluation
{
    private readonly JsonPath _path;
    private readonly JsonNode _root;
    private readonly JsonObject? _variables;
    private readonly FunctionContext _context;
    private readonly bool _usesZone;

    private SqlException? _failure;
    private JsonNode _current;
    private int _innermostSize = -1;
    private bool _ignoresStructure;

    public JsonPathEvaluation(JsonPath path, JsonNode root, JsonObject? variables, bool usesZone, FunctionContext context)
    {
        _path = path;
        _root = _current = root;
        _variables = variables;
        _usesZone = usesZone;
        _context = context;
        _ignoresStructure = path.IsLax;
    }

    /// <summary>What the path finds; null where it fails, and silence was asked for.</summary>
    public List<JsonNode>? Run(bool isSilent)
    {
        var found = new List<JsonNode>();
        if (Execute(_path.Root, _root, found, _path.IsLax)) return found;
        return isSilent ? null : throw _failure!;
    }

    private bool Fail(SqlException failure)
    {
        _failure = failure;
        return false;
    }

    private bool Next(JsonPathItem item, JsonNode value, List<JsonNode> found)
    {
        if (item.Next is { } next) return Execute(next, value, found, _path.IsLax);
        found.Add(value);
        return true;
    }

    private bool Execute(JsonPathItem item, JsonNode value, List<JsonNode> found, bool unwraps)
    {
        StackDepth.Ensure();
        switch (item)
        {
            case JsonPathRoot:
                return Next(item, _root, found);
            case JsonPathCurrent:
                return Next(item, _current, found);
            case JsonPathLast:
                return Next(item, new JsonNumber(new Numeric(_innermostSize - 1)), found);
            case JsonPathLiteral literal:
                return Next(item, Literal(literal), found);
            case JsonPathVariable variable:
                return Next(item, _variables?.Get(variable.Name) ?? throw JsonPathFailures.NoVariable(variable.Name), found);
            case JsonPathKey key:
                if (value is JsonObject members)
                {
                    if (members.Get(key.Name) is { } member) return Next(item, member, found);
                    return _ignoresStructure || Fail(JsonPathFailures.NoMember(key.Name));
                }

                if (unwraps && value is JsonArray) return Unwrap(item, value, found);
                return _ignoresStructure || Fail(JsonPathFailures.NoObject());
            case JsonPathAnyKey:
                if (value is JsonObject any) return Any(item, any, found, 1, 1, 1, ignores: false);
                if (unwraps && value is JsonArray) return Unwrap(item, value, found);
                return _ignoresStructure || Fail(JsonPathFailures.NoObjectForWildcard());
            case JsonPathAnyElement:
                if (value is JsonArray array) return Any(item, array, found, 1, 1, 1, ignores: false);
                if (_path.IsLax) return Next(item, value, found);
                return _ignoresStructure || Fail(JsonPathFailures.NoArray("wildcard array accessor"));
            case JsonPathAnyLevel levels:
                return Levels(levels, value, found);
            case JsonPathSubscripts subscripts:
                return Subscripts(subscripts, value, found);
            case JsonPathFilter filter:
                if (unwraps && value is JsonArray) return Unwrap(item, value, found);
                return Nested(filter.Condition, value) != true || Next(item, value, found);
            case JsonPathArithmetic e:
                return Arithmetic(e, value, found);
            case JsonPathSign e:
                return Sign(e, value, found);
            case JsonPathPredicate:
                var holds = Test(item, value);
                return Next(item, holds is { } known ? new JsonBoolean(known) : JsonNode.Null, found);
            case JsonPathDateTime method:
                if (unwraps && value is JsonArray) return Unwrap(item, value, found);
                return DateTime(method, value, found);
            case JsonPathMethod method:
                return Method(method, value, found, unwraps);
            default:
                throw InternalErrors.Unexpected($"a path step of unknown kind {item.GetType().Name}");
        }
    }

    private static JsonNode Literal(JsonPathLiteral literal) => literal.Kind switch
    {
        JsonKind.String => new JsonString(literal.Text),
        JsonKind.Number => new JsonNumber(Numeric.Parse(Encoding.UTF8.GetBytes(literal.Text))),
        JsonKind.Boolean => new JsonBoolean(literal.Text == "true"),
        _ => JsonNode.Null,
    };

    // The step for each element, which is not unwrapped in turn.
    private bool Unwrap(JsonPathItem item, JsonNode array, List<JsonNode> found)
    {
        foreach (var element in ((JsonArray)array).Elements)
            if (!Execute(item, element, found, unwraps: false))
                return false;
        return true;
    }

    private static IEnumerable<JsonNode> Children(JsonNode value) => value switch
    {
        JsonObject members => members.Members.Select(m => m.Value),
        JsonArray array => array.Elements,
        _ => [],
    };

    private bool Any(JsonPathItem item, JsonNode container, List<JsonNode> found, int level, int first, int last, bool ignores)
    {
        if (level > last) return true;
        foreach (var child in Children(container))
        {
            if (level >= first || (first == int.MaxValue && last == int.MaxValue && child.IsScalar))
            {
                var saved = _ignoresStructure;
                if (ignores) _ignoresStructure = true;
                var isDone = Next(item, child, found);
                _ignoresStructure = saved;
                if (!isDone) return false;
            }

            if (level < last && !child.IsScalar && !Any(item, child, found, level + 1, first, last, ignores)) return false;
        }

        return true;
    }

    private bool Levels(JsonPathAnyLevel levels, JsonNode value, List<JsonNode> found)
    {
        if (levels.First == 0)
        {
            var saved = _ignoresStructure;
            _ignoresStructure = true;
            var isDone = Next(levels, value, found);
            _ignoresStructure = saved;
            if (!isDone) return false;
        }

        return value.IsScalar || Any(levels, value, found, 1, levels.First, levels.Last, ignores: true);
    }

    private bool Subscripts(JsonPathSubscripts subscripts, JsonNode value, List<JsonNode> found)
    {
        var array = value as JsonArray;
        if (array is null && !_path.IsLax) return _ignoresStructure || Fail(JsonPathFailures.NoArray("array accessor"));
        var size = array?.Elements.Count ?? 1;
        var outer = _innermostSize;
        _innermostSize = size;
        try
        {
            foreach (var (from, to) in subscripts.Ranges)
            {
                if (Index(from, value) is not { } first) return false;
                var last = first;
                if (to is not null)
                {
                    if (Index(to, value) is not { } end) return false;
                    last = end;
                }

                if (!_ignoresStructure && (first < 0 || first > last || last >= size)) return Fail(JsonPathFailures.Subscript("out of bounds"));
                for (var i = Math.Max(first, 0); i <= Math.Min(last, size - 1); i++)
                    if (!Next(subscripts, array is null ? value : array.Elements[i], found))
                        return false;
            }

            return true;
        }
        finally
        {
            _innermostSize = outer;
        }
    }

    private int? Index(JsonPathItem item, JsonNode value)
    {
        var found = new List<JsonNode>();
        if (!Execute(item, value, found, _path.IsLax)) return null;
        if (found is not [JsonNumber { Value: var number }])
        {
            Fail(JsonPathFailures.Subscript("not a single numeric value"));
            return null;
        }

        try
        {
            return Numeric.Truncate(number, 0).ToInt32();
        }
        catch (SqlException)
        {
            Fail(JsonPathFailures.Subscript("out of integer range"));
            return null;
        }
    }

    // What a step gives, arrays as their elements where the path is lax.
    private List<JsonNode>? Values(JsonPathItem item, JsonNode value, bool unwraps)
    {
        var found = new List<JsonNode>();
        if (!Execute(item, value, found, _path.IsLax)) return null;
        if (!unwraps || !_path.IsLax || !found.Exists(f => f is JsonArray)) return found;
        return [.. found.SelectMany(f => f is JsonArray array ? array.Elements : [f])];
    }

    private bool Arithmetic(JsonPathArithmetic e, JsonNode value, List<JsonNode> found)
    {
        if (Values(e.Left, value, unwraps: true) is not { } left || Values(e.Right, value, unwraps: true) is not { } right) return false;
        if (left is not [JsonNumber a]) return Fail(JsonPathFailures.Operand("left", e.Operator));
        if (right is not [JsonNumber b]) return Fail(JsonPathFailures.Operand("right", e.Operator));
        try
        {
            var result = e.Operator switch
            {
                '+' => a.Value + b.Value,
                '-' => a.Value - b.Value,
                '*' => a.Value * b.Value,
                '/' => a.Value / b.Value,
                _ => a.Value % b.Value,
            };
            return Next(e, new JsonNumber(result), found);
        }
        catch (SqlException failure) when (failure.State == SqlState.DivisionByZero || failure.State == SqlState.NumericValueOutOfRange)
        {
            return Fail(failure);
        }
    }

    private bool Sign(JsonPathSign e, JsonNode value, List<JsonNode> found)
    {
        if (Values(e.Operand, value, unwraps: true) is not { } operands) return false;
        foreach (var operand in operands)
        {
            if (operand is not JsonNumber number) return Fail(JsonPathFailures.SignedOperand(e.Operator));
            if (!Next(e, e.Operator == '-' ? new JsonNumber(-number.Value) : number, found)) return false;
        }

        return true;
    }
}
