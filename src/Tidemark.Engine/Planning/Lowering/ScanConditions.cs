using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.Planning;

/// <summary>Finds conditions that storage can test: a column against values that are known when execution starts.</summary>
internal sealed class ScanConditions
{
    private readonly Dictionary<ColumnId, (int Number, SqlType Type)> _columns = [];

    public ScanConditions(TableScan scan)
    {
        foreach (var column in scan.Columns) _columns[column.Output.Id] = (column.Number, column.Output.Type);
    }

    /// <summary>Divides the parts of a filter.</summary>
    /// <param name="parts">The conditions, all of which must hold.</param>
    /// <param name="pushed">Receives what storage tests.</param>
    /// <param name="remaining">Receives what stays to be tested.</param>
    public void Divide(IEnumerable<BoundExpression> parts, List<ScanCondition> pushed, List<BoundExpression> remaining)
    {
        foreach (var part in parts)
        {
            if (TryMake(part) is not { } conditions)
            {
                remaining.Add(part);
                continue;
            }

            pushed.AddRange(conditions);
            if (conditions.Exists(c => c.Through is not null)) remaining.Add(part);
        }
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
                if (IsComparable(value.Type, found.Type)) return [new ScanCondition(found.Number, kind, [value], null, source) { Fit = FitOf([value.Type], found.Type) }];
                return null;
            case BoundCall { Function.Kernel: IMonotonicKernel kernel } call:
                var place = kernel.MonotonicArgument(call.Arguments.Length);
                if (place < 0 || call.Arguments[place] is not BoundColumn argument || !_columns.TryGetValue(argument.Id, out var inner)) return null;
                for (var i = 0; i < call.Arguments.Length; i++)
                {
                    if (i != place && !IsConstant(call.Arguments[i])) return null;
                }

                return value.Type.Is(call.Type) ? [new ScanCondition(inner.Number, kind, [value], call, source)] : null;
            default:
                return null;
        }
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

    private static ScanConditionKind Commuted(ScanConditionKind kind) => kind switch
    {
        ScanConditionKind.Less => ScanConditionKind.Greater,
        ScanConditionKind.LessOrEqual => ScanConditionKind.GreaterOrEqual,
        ScanConditionKind.Greater => ScanConditionKind.Less,
        ScanConditionKind.GreaterOrEqual => ScanConditionKind.LessOrEqual,
        _ => kind,
    };
}
