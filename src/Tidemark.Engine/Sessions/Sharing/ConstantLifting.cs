using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Sharing;

/// <summary>
/// Puts parameters in the places of a statement's constants, where a parameter of the constant's type means the same: beside a column in a condition, and as a value that is stored. Elsewhere a constant may
/// mean more than its value (a position in ORDER BY), or what is planned may depend on it, and it stays.
/// </summary>
/// <param name="isConstant">Whether a number or string stands at a position; one with a sign does not.</param>
internal sealed class ConstantLifting(Predicate<int> isConstant)
{
    private const int MaxListed = 8;

    private readonly List<int> _positions = [];
    private readonly List<SqlType?> _types = [];

    /// <summary>Where the constants stood, in the order of the parameters.</summary>
    public IReadOnlyList<int> Positions => _positions;

    /// <summary>The types of the parameters; null for those of strings, which are inferred as a string's is.</summary>
    public SqlType?[] Types => [.. _types];

    /// <summary>The statement with parameters; null for a kind of statement whose constants are left alone.</summary>
    public Statement? Lift(Statement statement) => statement switch
    {
        SelectStatement { Query: SelectQuery query } select when query.With is null && IsOfTables(query.From) => select with { Query = query with { Where = Condition(query.Where) } },
        UpdateStatement { With: null } update when IsOfTables(update.From) => update with { Assignments = Each(update.Assignments, Assignment), Where = Condition(update.Where) },
        DeleteStatement { With: null } delete when IsOfTables(delete.Using) => delete with { Where = Condition(delete.Where) },
        InsertStatement { With: null, Source: ValuesQuery { Rows.Count: 1, With: null } values } insert when AreColumns(insert.Columns) => insert with { Source = values with { Rows = [Each(values.Rows[0], Value)] } },
        _ => null,
    };

    private static bool IsOfTables(SyntaxList<FromItem> items)
    {
        foreach (var item in items)
        {
            if (item is not TableReference { Sample: null }) return false;
        }

        return true;
    }

    // An element or a field takes a constant of its own type, or a whole part of the column.
    private static bool AreColumns(SyntaxList<AssignmentTarget> targets)
    {
        foreach (var target in targets)
        {
            if (!target.Path.IsEmpty) return false;
        }

        return true;
    }

    private SetClause Assignment(SetClause clause) => clause.IsMultiple || !AreColumns(clause.Targets) ? clause : clause with
    {
        Value = clause.Value is OperatorExpression { Operator: { Symbol: "+" or "-" or "*", Schema: null }, Left: ColumnReference } sum ? sum with { Right = Number(sum.Right) } : Value(clause.Value),
    };

    private Expression? Condition(Expression? condition) => condition switch
    {
        LogicalExpression logical => logical with { Operands = Each(logical.Operands, o => Condition(o)!) },
        OperatorExpression { Left: ColumnReference } test when IsComparison(test.Operator) => test with { Right = Value(test.Right) },
        OperatorExpression { Right: ColumnReference, Left: { } left } test when IsComparison(test.Operator) => test with { Left = Value(left) },
        BetweenExpression { Operand: ColumnReference, IsSymmetric: false } range => range with { Low = Value(range.Low), High = Value(range.High) },
        InListExpression { Operand: ColumnReference, Items.Count: <= MaxListed } list => list with { Items = Each(list.Items, Value) },
        _ => condition,
    };

    private static bool IsComparison(OperatorName name) => name is { Symbol: "=" or "<" or "<=" or ">" or ">=" or "<>", Schema: null };

    private Expression Number(Expression value) => value is StringLiteral ? value : Value(value);

    private Expression Value(Expression value)
    {
        if (!isConstant(value.Position)) return value;
        switch (value)
        {
            case IntegerLiteral integer:
                _types.Add(integer.Value is >= int.MinValue and <= int.MaxValue ? SqlTypes.Int4 : SqlTypes.Int8);
                break;
            case NumericLiteral:
                _types.Add(SqlTypes.Numeric);
                break;
            case StringLiteral:
                _types.Add(null);
                break;
            default:
                return value;
        }

        _positions.Add(value.Position);
        return new ParameterExpression(_positions.Count) { Position = value.Position };
    }

    private static SyntaxList<T> Each<T>(SyntaxList<T> items, Func<T, T> change)
    {
        var changed = new T[items.Count];
        for (var i = 0; i < changed.Length; i++) changed[i] = change(items[i]);
        return new SyntaxList<T>(changed);
    }
}
