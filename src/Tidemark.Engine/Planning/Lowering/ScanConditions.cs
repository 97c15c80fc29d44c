using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>Finds conditions that storage can test: a column against values that are known when execution starts.</summary>
internal sealed class ScanConditions
{
    // More cases are not worth the test of each chunk.
    private const int MaxCases = 64;

    private readonly Dictionary<ColumnId, (int Number, SqlType Type)> _columns = [];

    public ScanConditions(TableScan scan)
    {
        foreach (var column in scan.Columns) _columns[column.Output.Id] = (column.Number, column.Output.Type);
    }

    /// <summary>Divides the parts of a filter.</summary>
    /// <param name="parts">The conditions, all of which must hold.</param>
    /// <param name="pushed">Receives what storage tests.</param>
    /// <param name="alternatives">Receives what is known by parts that stay of where their rows lie.</param>
    /// <param name="remaining">Receives what stays to be tested.</param>
    public void Divide(IEnumerable<BoundExpression> parts, List<ScanCondition> pushed, List<ScanAlternatives> alternatives, List<BoundExpression> remaining)
    {
        foreach (var part in parts)
        {
            if (TryMake(part) is not { } conditions)
            {
                remaining.Add(part);
                if (!ExpressionVolatility.HasSubquery(part) && CasesOf(part) is { } cases) alternatives.Add(new ScanAlternatives([.. cases.Select(c => c.ToImmutableArray())]));
                continue;
            }

            pushed.AddRange(conditions);
            if (conditions.Exists(c => c.IsImplied)) remaining.Add(part);
        }
    }

    // The cases of which each row that passes is one; null where a row that passes may lie anywhere.
    private List<List<ScanCondition>>? CasesOf(BoundExpression part)
    {
        switch (part)
        {
            case BoundLogical logical:
                return logical.IsAnd ? AllOf(logical.Operands) : AnyOf(logical.Operands.Select(CasesOf));
            case BoundNot { Operand: BoundLogical logical }:
                var negated = logical.Operands.Select(o => (BoundExpression)new BoundNot(o));
                return logical.IsAnd ? AnyOf(negated.Select(CasesOf)) : AllOf(negated);
            case BoundNot { Operand: BoundNot twice }:
                return CasesOf(twice.Operand);
            case BoundInList { IsNegated: false } list when list.Values.Length <= MaxCases:
                return TryMake(list) is { } members ? [members] : AnyOf(list.Values.Select(v => TryMake(list.Operand, ScanConditionKind.Equal, v, list) is { } one ? new List<List<ScanCondition>> { one } : null));
            default:
                return TryMake(part) is { } conditions ? [conditions] : null;
        }
    }

    private static List<List<ScanCondition>>? AnyOf(IEnumerable<List<List<ScanCondition>>?> operands)
    {
        var all = new List<List<ScanCondition>>();
        foreach (var cases in operands)
        {
            if (cases is null || all.Count + cases.Count > MaxCases) return null;
            all.AddRange(cases);
        }

        return all;
    }

    // An operand that says nothing, or too much, is left out.
    private List<List<ScanCondition>>? AllOf(IEnumerable<BoundExpression> operands)
    {
        List<List<ScanCondition>>? all = null;
        foreach (var operand in operands)
        {
            if (CasesOf(operand) is not { } cases || all?.Count * cases.Count > MaxCases) continue;
            all = all is null ? cases : [.. all.SelectMany(_ => cases, (a, b) => new List<ScanCondition>([.. a, .. b]))];
        }

        return all;
    }

    private List<ScanCondition>? TryMake(BoundExpression part)
    {
        switch (part)
        {
            case BoundIsNull { Operand: BoundColumn column } test when _columns.TryGetValue(column.Id, out var found):
                return [new ScanCondition(found.Number, test.IsNegated ? ScanConditionKind.IsNotNull : ScanConditionKind.IsNull, [], null, part)];
            case BoundInList { IsNegated: false, Operand: BoundColumn column } list
                when _columns.TryGetValue(column.Id, out var found) && ColumnFilter.Supports(found.Type) && list.Values.All(v => IsConstant(v) && IsComparable(v.Type, found.Type)):
                return [new ScanCondition(found.Number, ScanConditionKind.In, list.Values, null, part) { Fit = FitOf(list.Values.Select(v => v.Type), found.Type) }];
            case BoundArrayComparison { IsAll: false, OperatorName: "=", Operand: BoundColumn column } any
                when _columns.TryGetValue(column.Id, out var found) && ColumnFilter.Supports(found.Type) && IsConstant(any.Array) && any.Array.Type.Element is { } element && IsComparable(element, found.Type):
                return [new ScanCondition(found.Number, ScanConditionKind.InArray, [any.Array], null, part) { Fit = FitOf([element], found.Type) }];
            case BoundCall { Arguments.Length: 2, OperatorName: { } symbol } call when KindOf(symbol) is { } kind:
                return TryMake(call.Arguments[0], kind, call.Arguments[1], part) ?? TryMake(call.Arguments[1], Commuted(kind), call.Arguments[0], part);
            case BoundNot { Operand: BoundCall { Arguments.Length: 2, OperatorName: { } symbol } call } when KindOf(symbol) is { } kind && Negated(kind) is { } negated:
                return TryMake(call.Arguments[0], negated, call.Arguments[1], part) ?? TryMake(call.Arguments[1], Commuted(negated), call.Arguments[0], part);
            default:
                return null;
        }
    }

    private List<ScanCondition>? TryMake(BoundExpression tested, ScanConditionKind kind, BoundExpression value, BoundExpression source)
    {
        if (!IsConstant(value)) return null;
        if (tested is BoundConversion { Kind: ConversionKind.Relabel } relabel) tested = relabel.Operand;
        switch (tested)
        {
            case BoundColumn column when _columns.TryGetValue(column.Id, out var found) && ColumnFilter.Supports(found.Type):
                if (!IsComparable(value.Type, found.Type) && !TimeFits.Fits(value.Type, found.Type)) return null;
                return [new ScanCondition(found.Number, kind, [value], null, source) { Fit = FitOf([value.Type], found.Type) }];
            default:
                if (!value.Type.Is(tested.Type) && !TimeFits.Fits(value.Type, tested.Type)) return null;
                return Monotonic(tested) is var (number, call) ? [new ScanCondition(number, kind, [value], call, source) { Fit = value.Type.Is(tested.Type) ? null : tested.Type }] : null;
        }
    }

    // A call that never falls when a column grows, such as time_bucket; calls within calls as well. Casts are calls of their functions.
    private (int Column, BoundCall Call)? Monotonic(BoundExpression expression)
    {
        var call = expression switch
        {
            BoundCall plain => plain,
            BoundConversion { Kind: ConversionKind.Function, Function: { Parameters.Length: 1 } cast } conversion => new BoundCall(cast, [conversion.Operand], conversion.Type),
            _ => null,
        };
        if (call?.Function.Kernel is not IMonotonicKernel kernel) return null;
        var place = kernel.MonotonicArgument(call.Arguments.Length);
        if (place < 0) return null;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (i != place && !IsConstant(call.Arguments[i])) return null;
        }

        if (call.Arguments[place] is BoundColumn column) return _columns.TryGetValue(column.Id, out var found) && ColumnFilter.Supports(found.Type) ? (found.Number, call) : null;
        return Monotonic(call.Arguments[place]) is { } inner ? (inner.Column, call with { Arguments = call.Arguments.SetItem(place, inner.Call) }) : null;
    }

    // Text and name, say, compare as their bytes do: it is the form that counts.
    private static bool IsSameForm(SqlType value, SqlType column) =>
        value.Is(column) || (value.Physical == column.Physical && value.Physical == PhysicalType.Bytes && ColumnFilter.Supports(value) && ColumnFilter.Supports(column));

    private static bool IsComparable(SqlType value, SqlType column) => IsSameForm(value, column) || (IsInteger(value) && IsInteger(column));

    private static bool IsInteger(SqlType type) => type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8;

    private static SqlType? FitOf(IEnumerable<SqlType> values, SqlType column) => values.All(v => IsSameForm(v, column)) ? null : column;

    private bool IsConstant(BoundExpression expression) =>
        !ExpressionVolatility.IsVolatile(expression) && !ColumnSets.Of(expression).Overlaps(_columns.Keys);

    private static ScanConditionKind? KindOf(string symbol) => symbol switch
    {
        "=" => ScanConditionKind.Equal,
        "<" => ScanConditionKind.Less,
        "<=" => ScanConditionKind.LessOrEqual,
        ">" => ScanConditionKind.Greater,
        ">=" => ScanConditionKind.GreaterOrEqual,
        _ => null,
    };

    private static ScanConditionKind? Negated(ScanConditionKind kind) => kind switch
    {
        ScanConditionKind.Less => ScanConditionKind.GreaterOrEqual,
        ScanConditionKind.LessOrEqual => ScanConditionKind.Greater,
        ScanConditionKind.Greater => ScanConditionKind.LessOrEqual,
        ScanConditionKind.GreaterOrEqual => ScanConditionKind.Less,
        _ => null,
    };

    private static ScanConditionKind Commuted(ScanConditionKind kind) => kind switch
    {
        ScanConditionKind.Less => ScanConditionKind.Greater,
        ScanConditionKind.LessOrEqual => ScanConditionKind.GreaterOrEqual,
        ScanConditionKind.Greater => ScanConditionKind.Less,
        ScanConditionKind.GreaterOrEqual => ScanConditionKind.LessOrEqual,
        _ => kind,
    };
}
