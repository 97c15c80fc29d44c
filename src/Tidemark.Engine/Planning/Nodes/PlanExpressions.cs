using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>A column of the operator's input by its place.</summary>
internal sealed record InputColumn(int Ordinal, SqlType Type, string Name) : BoundExpression(Type);

/// <summary>A value of an outer row that a subquery needs.</summary>
/// <param name="Id">The column as the subquery's plan names it.</param>
/// <param name="Value">Where the outer operator finds it.</param>
internal sealed record Correlation(ColumnId Id, BoundExpression Value);

/// <summary>A subquery that stayed an expression, planned.</summary>
/// <param name="Kind">What it yields.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Correlations">The outer values that it needs; when there are none it runs once.</param>
/// <param name="Operands">The left side of ANY and ALL.</param>
/// <param name="Comparisons">The function for each operand.</param>
/// <param name="OperatorName">The operator's symbol.</param>
/// <param name="Type">The type of the value.</param>
internal sealed record PlannedSubquery(
    SubqueryKind Kind,
    PlanNode Plan,
    ImmutableArray<Correlation> Correlations,
    ImmutableArray<BoundExpression> Operands,
    ImmutableArray<ScalarFunction> Comparisons,
    string? OperatorName,
    SqlType Type) : BoundExpression(Type);

/// <summary>An integer as int8 or a float as float8, so that keys of joins have one form.</summary>
internal sealed record WidenedNumber(BoundExpression Operand, SqlType Type) : BoundExpression(Type);
