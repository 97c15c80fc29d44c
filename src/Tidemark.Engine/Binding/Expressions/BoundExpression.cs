using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Binding;

/// <summary>Names a column of a query from where it arises to where it is used, however the tree above it is rewritten. Unique within one bound statement.</summary>
internal readonly record struct ColumnId(int Value)
{
    /// <inheritdoc />
    public override string ToString() => $"#{Value}";
}

/// <summary>
/// An expression whose names, types, overloads and casts are resolved. Immutable. Lists within it compare by reference: whether two expressions say the same
/// is for <see cref="ExpressionComparer"/> to tell.
/// </summary>
/// <param name="Type">The type of its value.</param>
internal abstract record BoundExpression(SqlType Type)
{
    /// <summary>Where it begins in the statement's text, for errors: characters from 1; 0 for none. No part of equality.</summary>
    public int Position { get; init; }

    /// <summary>The key word that it was written as, such as CURRENT_DATE, where it stands for a call; null otherwise. For printing what the catalog holds; no part of equality.</summary>
    public string? KeyWord { get; init; }

    /// <inheritdoc />
    public virtual bool Equals(BoundExpression? other) => other is not null && EqualityContract == other.EqualityContract && Type.Equals(other.Type);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Type);
}

/// <summary>A value known at planning.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">A flat vector of one row, which may be null.</param>
internal sealed record BoundConstant(SqlType Type, Vector Value) : BoundExpression(Type)
{
    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Value.IsNull(0);

    /// <summary>Whether it was written as a text in quotes, which is how it is printed again.</summary>
    public bool IsQuoted { get; init; }
}

/// <summary>A column of the input, or of a query outside when the scope below does not produce it.</summary>
internal sealed record BoundColumn(ColumnId Id, SqlType Type, string Name) : BoundExpression(Type);

/// <summary>A parameter of the statement ($1 has index 0).</summary>
internal sealed record BoundParameter(int Index, SqlType Type) : BoundExpression(Type);

/// <summary>A call of a scalar function; operators are calls as well, with the symbol kept for display.</summary>
internal sealed record BoundCall(ScalarFunction Function, ImmutableArray<BoundExpression> Arguments, SqlType Type, string? OperatorName = null) : BoundExpression(Type);

/// <summary>How a conversion is done.</summary>
internal enum ConversionKind
{
    /// <summary>The same bytes under another type.</summary>
    Relabel,

    /// <summary>By the function of a cast.</summary>
    Function,

    /// <summary>Through the text form.</summary>
    Text,

    /// <summary>Applying the target's modifier to a value of the same type.</summary>
    Modifier,

    /// <summary>Element by element, by the conversion of the elements.</summary>
    Array,
}

/// <summary>A conversion of one type to another, asked for or implied.</summary>
/// <param name="Operand">What is converted.</param>
/// <param name="Type">The target, with its modifier.</param>
/// <param name="Kind">How.</param>
/// <param name="Function">The cast's function for <see cref="ConversionKind.Function"/> (and the elements' for Array, where they need one).</param>
/// <param name="IsExplicit">Whether it was written, which decides about truncation.</param>
internal sealed record BoundConversion(BoundExpression Operand, SqlType Type, ConversionKind Kind, ScalarFunction? Function, bool IsExplicit) : BoundExpression(Type);

/// <summary>A value of a domain's base type that becomes one of the domain.</summary>
internal sealed record BoundDomain(BoundExpression Operand, SqlType Type, BoundDomainRules Rules) : BoundExpression(Type);

/// <summary>AND or OR of two or more operands.</summary>
internal sealed record BoundLogical(bool IsAnd, ImmutableArray<BoundExpression> Operands) : BoundExpression(SqlTypes.Bool);

/// <summary>NOT.</summary>
internal sealed record BoundNot(BoundExpression Operand) : BoundExpression(SqlTypes.Bool);

/// <summary>IS [NOT] NULL.</summary>
internal sealed record BoundIsNull(BoundExpression Operand, bool IsNegated) : BoundExpression(SqlTypes.Bool);

/// <summary>IS [NOT] TRUE or FALSE (UNKNOWN is IS NULL).</summary>
internal sealed record BoundBooleanTest(BoundExpression Operand, bool Expected, bool IsNegated) : BoundExpression(SqlTypes.Bool);

/// <summary>IS [NOT] DISTINCT FROM.</summary>
internal sealed record BoundDistinctFrom(BoundExpression Left, BoundExpression Right, ScalarFunction Equality, bool IsNegated) : BoundExpression(SqlTypes.Bool);

/// <summary>CASE; a simple CASE is bound as comparisons.</summary>
internal sealed record BoundCase(ImmutableArray<(BoundExpression Condition, BoundExpression Result)> Branches, BoundExpression? Else, SqlType Type) : BoundExpression(Type);

/// <summary>COALESCE.</summary>
internal sealed record BoundCoalesce(ImmutableArray<BoundExpression> Operands, SqlType Type) : BoundExpression(Type);

/// <summary>NULLIF(left, right).</summary>
internal sealed record BoundNullIf(BoundExpression Left, BoundExpression Right, ScalarFunction Equality, SqlType Type) : BoundExpression(Type);

/// <summary>GREATEST or LEAST.</summary>
internal sealed record BoundExtreme(bool IsGreatest, ImmutableArray<BoundExpression> Operands, SqlType Type) : BoundExpression(Type);

/// <summary>operand [NOT] IN (values): the values have the operand's type.</summary>
internal sealed record BoundInList(BoundExpression Operand, ImmutableArray<BoundExpression> Values, ScalarFunction Equality, bool IsNegated) : BoundExpression(SqlTypes.Bool);

/// <summary>operand op ANY (array) or ALL (array).</summary>
internal sealed record BoundArrayComparison(BoundExpression Operand, BoundExpression Array, ScalarFunction Function, string OperatorName, bool IsAll) : BoundExpression(SqlTypes.Bool);

/// <summary>ARRAY[...], of elements or of arrays one dimension lower.</summary>
internal sealed record BoundArray(ImmutableArray<BoundExpression> Elements, SqlType Type) : BoundExpression(Type);

/// <summary>A subscript of an array: an index for each dimension, or slices.</summary>
internal sealed record BoundSubscript(BoundExpression Operand, ImmutableArray<(BoundExpression? Lower, BoundExpression? Upper, bool IsSlice)> Indexes, SqlType Type) : BoundExpression(Type);

/// <summary>ROW(...), or a whole row of a table.</summary>
internal sealed record BoundRow(ImmutableArray<BoundExpression> Fields, ImmutableArray<string> Names, SqlType Type) : BoundExpression(Type)
{
    /// <summary>Whether it was written field by field: such rows are compared so.</summary>
    public bool IsConstructor { get; init; }

    /// <summary>A record of these fields.</summary>
    public static BoundRow Of(ImmutableArray<BoundExpression> fields, ImmutableArray<string> names) =>
        new(fields, names, SqlType.RecordOf([.. fields.Zip(names, (f, n) => new TypeField(n, f.Type))]));

    /// <summary>The same row with other values in its fields.</summary>
    public BoundRow With(ImmutableArray<BoundExpression> fields) => Type.Kind == TypeKind.Record ? Of(fields, Names) with { IsConstructor = IsConstructor, Position = Position } : this with { Fields = fields };
}

/// <summary>(row).field.</summary>
internal sealed record BoundField(BoundExpression Operand, int Index, string Name, SqlType Type) : BoundExpression(Type);

/// <summary>A call of an aggregate. Stands only in <see cref="Aggregate"/> and as the function of a window call.</summary>
/// <param name="Function">The aggregate.</param>
/// <param name="Arguments">Its arguments; direct arguments of an ordered-set aggregate first.</param>
/// <param name="IsDistinct">Whether equal arguments count once.</param>
/// <param name="OrderBy">The order in which rows are fed.</param>
/// <param name="Filter">FILTER (WHERE ...), or null.</param>
/// <param name="Type">The result type.</param>
internal sealed record BoundAggregate(
    AggregateFunction Function,
    ImmutableArray<BoundExpression> Arguments,
    bool IsDistinct,
    ImmutableArray<SortKey> OrderBy,
    BoundExpression? Filter,
    SqlType Type) : BoundExpression(Type);

/// <summary>What a subquery in an expression yields.</summary>
internal enum SubqueryKind
{
    /// <summary>The one value of its one row, or null where there is no row.</summary>
    Scalar,

    /// <summary>Whether there is a row.</summary>
    Exists,

    /// <summary>operand op ANY (subquery); IN is = ANY.</summary>
    Any,

    /// <summary>operand op ALL (subquery); NOT IN is &lt;&gt; ALL.</summary>
    All,

    /// <summary>ARRAY(subquery).</summary>
    Array,
}

/// <summary>A subquery in an expression.</summary>
/// <param name="Kind">What it yields.</param>
/// <param name="Query">Its relation. Columns in it that it does not produce itself are the outer query's.</param>
/// <param name="Operands">The left side of ANY and ALL, one for each column; empty for others.</param>
/// <param name="Comparisons">The function that compares each operand with its column.</param>
/// <param name="OperatorName">The operator's symbol.</param>
/// <param name="Type">The type of the value.</param>
internal sealed record BoundSubquery(
    SubqueryKind Kind,
    Relation Query,
    ImmutableArray<BoundExpression> Operands,
    ImmutableArray<ScalarFunction> Comparisons,
    string? OperatorName,
    SqlType Type) : BoundExpression(Type);

/// <summary>One key of an order.</summary>
internal sealed record SortKey(BoundExpression Expression, bool Descending, bool NullsFirst);
