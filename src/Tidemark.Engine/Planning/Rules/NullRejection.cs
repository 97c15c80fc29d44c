using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Whether conditions can be true for rows that an outer join filled with nulls.</summary>
internal static class NullRejection
{
    /// <summary>Whether the condition is never true when all these columns are null.</summary>
    public static bool Rejects(BoundExpression condition, IReadOnlySet<ColumnId> columns) => condition switch
    {
        BoundIsNull { IsNegated: true } test => IsNull(test.Operand, columns),
        BoundLogical { IsAnd: true } and => and.Operands.Any(o => Rejects(o, columns)),
        BoundLogical or => or.Operands.All(o => Rejects(o, columns)),
        BoundBooleanTest { IsNegated: false } test => IsNull(test.Operand, columns),
        BoundInList { IsNegated: false } list => IsNull(list.Operand, columns),
        _ => IsNull(condition, columns),
    };

    // Whether the value is null when all the columns are.
    private static bool IsNull(BoundExpression expression, IReadOnlySet<ColumnId> columns) => expression switch
    {
        BoundColumn column => columns.Contains(column.Id),
        BoundConstant constant => constant.IsNull,
        BoundCall { Function.IsStrict: true } call => call.Arguments.Any(a => IsNull(a, columns)),
        BoundConversion { Kind: not ConversionKind.Function } conversion => IsNull(conversion.Operand, columns),
        BoundConversion { Function.IsStrict: true } conversion => IsNull(conversion.Operand, columns),
        BoundNot not => IsNull(not.Operand, columns),
        _ => false,
    };
}
