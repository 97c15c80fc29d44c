using System.Collections.Immutable;

namespace Tidemark.Types;

/// <summary>A step of an SQL/JSON path. Steps of one path form a chain through <see cref="Next"/>. Immutable.</summary>
public abstract record JsonPathItem
{
    /// <summary>What is applied to this step's values; null at the end.</summary>
    public JsonPathItem? Next { get; init; }
}

/// <summary>A path as a whole.</summary>
/// <param name="IsLax">Whether arrays are unwrapped and wrapped as needed, and missing members are no errors.</param>
/// <param name="Root">The first step.</param>
public sealed record JsonPath(bool IsLax, JsonPathItem Root);

/// <summary><c>$</c>.</summary>
public sealed record JsonPathRoot : JsonPathItem;

/// <summary><c>@</c>.</summary>
public sealed record JsonPathCurrent : JsonPathItem;

/// <summary><c>last</c>.</summary>
public sealed record JsonPathLast : JsonPathItem;

/// <summary>null, true, false, a number or a string: JSON text in canonical form.</summary>
public sealed record JsonPathLiteral(JsonKind Kind, string Text) : JsonPathItem;

/// <summary><c>$name</c>.</summary>
public sealed record JsonPathVariable(string Name) : JsonPathItem;

/// <summary><c>.key</c>.</summary>
public sealed record JsonPathKey(string Name) : JsonPathItem;

/// <summary><c>.*</c>.</summary>
public sealed record JsonPathAnyKey : JsonPathItem;

/// <summary><c>.**{first to last}</c>; <see cref="int.MaxValue"/> stands for last.</summary>
public sealed record JsonPathAnyLevel(int First, int Last) : JsonPathItem;

/// <summary><c>[*]</c>.</summary>
public sealed record JsonPathAnyElement : JsonPathItem;

/// <summary><c>[i, j to k]</c>.</summary>
public sealed record JsonPathSubscripts(ImmutableArray<(JsonPathItem From, JsonPathItem? To)> Ranges) : JsonPathItem;

/// <summary><c>? (condition)</c>.</summary>
public sealed record JsonPathFilter(JsonPathItem Condition) : JsonPathItem;

/// <summary><c>.name()</c>.</summary>
public sealed record JsonPathMethod(string Name) : JsonPathItem;

/// <summary><c>.datetime(template)</c>.</summary>
public sealed record JsonPathDateTime(string? Template) : JsonPathItem;

/// <summary>Arithmetic between two operands.</summary>
public sealed record JsonPathArithmetic(char Operator, JsonPathItem Left, JsonPathItem Right) : JsonPathItem;

/// <summary>+ or - before an operand.</summary>
public sealed record JsonPathSign(char Operator, JsonPathItem Operand) : JsonPathItem;

/// <summary>What is true, false or unknown.</summary>
public abstract record JsonPathPredicate : JsonPathItem;

/// <summary>A comparison: ==, !=, &lt;, &lt;=, &gt;, &gt;=.</summary>
public sealed record JsonPathComparison(string Operator, JsonPathItem Left, JsonPathItem Right) : JsonPathPredicate;

/// <summary>&amp;&amp; or ||.</summary>
public sealed record JsonPathLogical(bool IsAnd, JsonPathItem Left, JsonPathItem Right) : JsonPathPredicate;

/// <summary>!(condition).</summary>
public sealed record JsonPathNot(JsonPathItem Condition) : JsonPathPredicate;

/// <summary>(condition) is unknown.</summary>
public sealed record JsonPathIsUnknown(JsonPathItem Condition) : JsonPathPredicate;

/// <summary>exists (path).</summary>
public sealed record JsonPathExists(JsonPathItem Path) : JsonPathPredicate;

/// <summary>value starts with prefix.</summary>
public sealed record JsonPathStartsWith(JsonPathItem Value, JsonPathItem Prefix) : JsonPathPredicate;

/// <summary>value like_regex pattern flag flags; the flags are some of i, s, m, x, q, in this order.</summary>
public sealed record JsonPathLikeRegex(JsonPathItem Value, string Pattern, string Flags) : JsonPathPredicate;
