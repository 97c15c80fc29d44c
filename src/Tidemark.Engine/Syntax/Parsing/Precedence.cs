namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>
/// How tightly operators bind, lowest first, as PostgreSQL's grammar declares it. NOT, unary signs and prefix operators are right
/// associative by being prefixes; IS, the comparisons and the LIKE family do not associate; all others associate to the left.
/// </summary>
internal enum Precedence
{
    /// <summary>The value of an entry of a select list, where a key word may turn out to be the column's label.</summary>
    SelectItem,

    /// <summary>Any whole expression.</summary>
    Lowest,
    Or,
    And,
    Not,
    Is,
    Comparison,

    /// <summary>BETWEEN, IN, LIKE, ILIKE, SIMILAR.</summary>
    Like,

    /// <summary>Operators that have no level of their own.</summary>
    Other,
    Additive,
    Multiplicative,
    Power,
    AtTimeZone,
    Collate,
    Unary,
    Typecast,
}
