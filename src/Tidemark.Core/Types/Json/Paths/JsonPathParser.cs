using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>Reads SQL/JSON paths, by the grammar of jsonpath_gram.y.</summary>
public sealed class JsonPathParser
{
    private static readonly string[] Methods = ["abs", "size", "type", "floor", "double", "ceiling", "keyvalue"];

    private readonly JsonPathLexer _lexer;
    private JsonPathToken _token;
    private int _subscriptDepth;
    private int _filterDepth;

    private JsonPathParser(string text)
    {
        _lexer = new JsonPathLexer(text);
        _token = _lexer.Next();
    }

    /// <summary>The path of a text.</summary>
    /// <exception cref="Errors.SqlException">42601, 22P02.</exception>
    public static JsonPath Parse(string text)
    {
        var parser = new JsonPathParser(text);
        if (parser._token.Kind == JsonPathTokenKind.End) throw JsonPathErrors.Empty(text);
        var isStrict = parser.AcceptName("strict");
        if (!isStrict) parser.AcceptName("lax");
        var root = parser.Or();
        if (parser._token.Kind != JsonPathTokenKind.End) throw parser.Unexpected();
        return new JsonPath(!isStrict, root);
    }

    private JsonPathItem Or()
    {
        StackDepth.Ensure();
        var left = And();
        while (IsSymbol("||"))
        {
            RequirePredicate(left);
            Advance();
            left = new JsonPathLogical(false, left, RequirePredicate(And()));
        }

        return left;
    }

    private JsonPathItem And()
    {
        var left = Condition();
        while (IsSymbol("&&"))
        {
            RequirePredicate(left);
            Advance();
            left = new JsonPathLogical(true, left, RequirePredicate(Condition()));
        }

        return left;
    }

    private JsonPathItem Condition()
    {
        if (AcceptSymbol("!"))
        {
            if (!IsSymbol("(") && !IsName("exists")) throw Unexpected();
            return new JsonPathNot(RequirePredicate(Unary()));
        }

        var left = Sum();
        if (_token.Kind == JsonPathTokenKind.Symbol && _token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            RequireValue(left);
            var symbol = _token.Text;
            Advance();
            return new JsonPathComparison(symbol, left, RequireValue(Sum()));
        }

        if (IsName("starts"))
        {
            RequireValue(left);
            Advance();
            if (!AcceptName("with")) throw Unexpected();
            JsonPathItem prefix = _token.Kind switch
            {
                JsonPathTokenKind.String => new JsonPathLiteral(JsonKind.String, _token.Text),
                JsonPathTokenKind.Variable => new JsonPathVariable(_token.Text),
                _ => throw Unexpected(),
            };
            Advance();
            return new JsonPathStartsWith(left, prefix);
        }

        if (!IsName("like_regex")) return left;
        RequireValue(left);
        Advance();
        var pattern = TakeString();
        return new JsonPathLikeRegex(left, pattern, AcceptName("flag") ? Flags(TakeString()) : "");
    }

    private static string Flags(string given)
    {
        foreach (var flag in given)
            if (!"ismxq".Contains(flag, StringComparison.Ordinal))
                throw JsonPathErrors.UnknownFlag(flag);
        return string.Concat("ismxq".Where(f => given.Contains(f, StringComparison.Ordinal)));
    }

    private JsonPathItem Sum()
    {
        var left = Product();
        while (_token.Kind == JsonPathTokenKind.Symbol && _token.Text is "+" or "-")
        {
            RequireValue(left);
            var symbol = _token.Text[0];
            Advance();
            left = new JsonPathArithmetic(symbol, left, RequireValue(Product()));
        }

        return left;
    }

    private JsonPathItem Product()
    {
        var left = Unary();
        while (_token.Kind == JsonPathTokenKind.Symbol && _token.Text is "*" or "/" or "%")
        {
            RequireValue(left);
            var symbol = _token.Text[0];
            Advance();
            left = new JsonPathArithmetic(symbol, left, RequireValue(Unary()));
        }

        return left;
    }

    private JsonPathItem Unary()
    {
        if (_token.Kind != JsonPathTokenKind.Symbol || _token.Text is not ("+" or "-")) return Accessors();
        var symbol = _token.Text[0];
        Advance();
        var operand = RequireValue(Unary());

        // The sign of a number is the number's.
        if (operand is not JsonPathLiteral { Kind: JsonKind.Number, Next: null } number) return new JsonPathSign(symbol, operand);
        return symbol == '+' ? number : number with { Text = (-Numeric.Parse(Encoding.UTF8.GetBytes(number.Text))).ToString() };
    }

    private JsonPathItem Accessors()
    {
        var primary = Primary();
        var steps = new List<JsonPathItem>();
        while (Accessor() is { } step) steps.Add(step);
        if (steps.Count == 0) return primary;

        // What a parenthesis holds may be a chain already.
        JsonPathItem? next = null;
        for (var i = steps.Count - 1; i >= 0; i--) next = steps[i] with { Next = next };
        return Append(primary, next!);
    }

    private static JsonPathItem Append(JsonPathItem head, JsonPathItem tail) => head with { Next = head.Next is null ? tail : Append(head.Next, tail) };

    private JsonPathItem Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case JsonPathTokenKind.String:
                Advance();
                return new JsonPathLiteral(JsonKind.String, token.Text);
            case JsonPathTokenKind.Number:
                Advance();
                return new JsonPathLiteral(JsonKind.Number, token.Text);
            case JsonPathTokenKind.Variable:
                Advance();
                return new JsonPathVariable(token.Text);
            case JsonPathTokenKind.Symbol when token.Text == "$":
                Advance();
                return new JsonPathRoot();
            case JsonPathTokenKind.Symbol when token.Text == "@":
                if (_filterDepth == 0) throw JsonPathErrors.Misplaced("@ is not allowed in root expressions");
                Advance();
                return new JsonPathCurrent();
            case JsonPathTokenKind.Symbol when token.Text == "(":
                return Parenthesis();
            case JsonPathTokenKind.Name:
                return Word(token);
            default:
                throw Unexpected();
        }
    }

    private JsonPathItem Word(JsonPathToken token)
    {
        switch (token.Text)
        {
            case "null":
                Advance();
                return new JsonPathLiteral(JsonKind.Null, token.Text);
            case "true" or "false":
                Advance();
                return new JsonPathLiteral(JsonKind.Boolean, token.Text);
        }

        if (IsName("last"))
        {
            if (_subscriptDepth == 0) throw JsonPathErrors.Misplaced("LAST is allowed only in array subscripts");
            Advance();
            return new JsonPathLast();
        }

        if (!IsName("exists")) throw Unexpected();
        Advance();
        ExpectSymbol("(");
        var path = RequireValue(Or());
        ExpectSymbol(")");
        return new JsonPathExists(path);
    }

    private JsonPathItem Parenthesis()
    {
        ExpectSymbol("(");
        var inner = Or();
        ExpectSymbol(")");
        if (inner is not JsonPathPredicate { Next: null } || !AcceptName("is")) return inner;
        return AcceptName("unknown") ? new JsonPathIsUnknown(inner) : throw Unexpected();
    }

    private JsonPathItem? Accessor()
    {
        if (AcceptSymbol("["))
        {
            if (AcceptSymbol("*"))
            {
                ExpectSymbol("]");
                return new JsonPathAnyElement();
            }

            var ranges = ImmutableArray.CreateBuilder<(JsonPathItem, JsonPathItem?)>();
            _subscriptDepth++;
            do
            {
                var from = RequireValue(Or());
                ranges.Add((from, AcceptName("to") ? RequireValue(Or()) : null));
            }
            while (AcceptSymbol(","));
            _subscriptDepth--;
            ExpectSymbol("]");
            return new JsonPathSubscripts(ranges.ToImmutable());
        }

        if (AcceptSymbol("?"))
        {
            ExpectSymbol("(");
            _filterDepth++;
            var condition = RequirePredicate(Or());
            _filterDepth--;
            ExpectSymbol(")");
            return new JsonPathFilter(condition);
        }

        if (!AcceptSymbol(".")) return null;
        if (AcceptSymbol("*")) return new JsonPathAnyKey();
        if (AcceptSymbol("**")) return Levels();
        if (_token.Kind is not (JsonPathTokenKind.Name or JsonPathTokenKind.String)) throw Unexpected();
        var name = _token;
        Advance();
        return name.Kind == JsonPathTokenKind.Name && IsSymbol("(") ? Method(name.Text) : new JsonPathKey(name.Text);
    }

    private JsonPathItem Method(string name)
    {
        var method = name.ToLowerInvariant();
        if (method == "datetime")
        {
            Advance();
            var template = _token.Kind == JsonPathTokenKind.String ? TakeString() : null;
            ExpectSymbol(")");
            return new JsonPathDateTime(template);
        }

        if (Array.IndexOf(Methods, method) < 0) throw Unexpected();
        Advance();
        ExpectSymbol(")");
        return new JsonPathMethod(method);
    }

    private JsonPathAnyLevel Levels()
    {
        if (!AcceptSymbol("{")) return new JsonPathAnyLevel(0, int.MaxValue);
        var first = Level();
        var last = AcceptName("to") ? Level() : first;
        ExpectSymbol("}");
        return new JsonPathAnyLevel(first, last);
    }

    private int Level()
    {
        if (AcceptName("last")) return int.MaxValue;
        if (_token.Kind != JsonPathTokenKind.Number || !int.TryParse(_token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var level)) throw Unexpected();
        Advance();
        return level;
    }

    private JsonPathItem RequirePredicate(JsonPathItem item) => item is JsonPathPredicate { Next: null } ? item : throw Unexpected();

    private JsonPathItem RequireValue(JsonPathItem item) => item is JsonPathPredicate { Next: null } ? throw Unexpected() : item;

    private string TakeString()
    {
        if (_token.Kind != JsonPathTokenKind.String) throw Unexpected();
        var text = _token.Text;
        Advance();
        return text;
    }

    private void Advance() => _token = _lexer.Next();

    private bool IsSymbol(string symbol) => _token.Kind == JsonPathTokenKind.Symbol && _token.Text == symbol;

    private bool IsName(string name) => _token.Kind == JsonPathTokenKind.Name && _token.Text.Equals(name, StringComparison.OrdinalIgnoreCase);

    private bool AcceptSymbol(string symbol)
    {
        if (!IsSymbol(symbol)) return false;
        Advance();
        return true;
    }

    private bool AcceptName(string name)
    {
        if (!IsName(name)) return false;
        Advance();
        return true;
    }

    private void ExpectSymbol(string symbol)
    {
        if (!AcceptSymbol(symbol)) throw Unexpected();
    }

    // PostgreSQL's scanner has forgotten the text of a name by the time that its parser complains.
    private Errors.SqlException Unexpected() => _token.Kind is JsonPathTokenKind.End or JsonPathTokenKind.Name ? JsonPathErrors.AtEnd("syntax error") : JsonPathErrors.Near("syntax error", _token.Source);
}
