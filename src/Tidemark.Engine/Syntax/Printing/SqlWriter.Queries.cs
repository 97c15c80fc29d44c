using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Queries and FROM.</summary>
internal sealed partial class SqlWriter
{
    public SqlWriter Query(QueryExpression query)
    {
        StackDepth.Ensure();
        With(query.With);
        switch (query)
        {
            case SelectQuery select: Select(select); break;
            case ValuesQuery values: Word("VALUES ").List(values.Rows, row => Arguments(row)); break;
            case SetOperation set: SetOperation(set); break;
            default: throw NoPrinter(query);
        }
        OrderBy(query.OrderBy);
        if (query.Limit is not null && !query.WithTies) Word(" LIMIT ").Expression(query.Limit);
        if (query.Offset is not null) Word(" OFFSET ").Operand(query.Offset);
        if (query.WithTies) Word(" FETCH FIRST (").Expression(query.Limit!).Word(") ROWS WITH TIES");
        foreach (var clause in query.Locking) Locking(clause);
        return this;
    }

    private SqlWriter Subquery(QueryExpression query) => Word("(").Query(query).Word(")");

    private SqlWriter With(WithClause? with)
    {
        if (with is null) return this;
        return Word("WITH ").WordIf(with.IsRecursive, "RECURSIVE ").List(with.Tables, CommonTable).Word(" ");
    }

    private void CommonTable(CommonTableExpression table)
    {
        Identifier(table.Name).Names(table.Columns).Word(" AS ");
        if (table.Materialized is { } materialized) Word(materialized ? "MATERIALIZED " : "NOT MATERIALIZED ");
        Word("(").Statement(table.Body).Word(")");
        if (table.Search is { } search)
        {
            Word(search.IsBreadthFirst ? " SEARCH BREADTH FIRST BY " : " SEARCH DEPTH FIRST BY ");
            List(search.Columns, NameItem).Word(" SET ").Identifier(search.SequenceColumn);
        }
        if (table.Cycle is not { } cycle) return;
        Word(" CYCLE ").List(cycle.Columns, NameItem).Word(" SET ").Identifier(cycle.MarkColumn);
        if (cycle.MarkValue is not null) Word(" TO ").Expression(cycle.MarkValue).Word(" DEFAULT ").Expression(cycle.MarkDefault!);
        Word(" USING ").Identifier(cycle.PathColumn);
    }

    private void SetOperation(SetOperation set)
    {
        SetOperand(set.Left, set.Left is SetOperation left && IsIntersect(left) == IsIntersect(set));
        Word($" {set.Operator.ToString().ToUpperInvariant()} ").WordIf(set.IsAll, "ALL ");
        SetOperand(set.Right, mayChain: false);
    }

    private static bool IsIntersect(SetOperation set) => set.Operator == SetOperator.Intersect;

    private void SetOperand(QueryExpression query, bool mayChain)
    {
        var hasTail = query.With is not null || !query.OrderBy.IsEmpty || query.Limit is not null || query.Offset is not null || !query.Locking.IsEmpty;
        if (hasTail || (query is SetOperation && !mayChain)) Subquery(query);
        else Query(query);
    }

    private void Select(SelectQuery select)
    {
        Word("SELECT").WordIf(select.IsDistinct, " DISTINCT").ParenthesizedIf(" ON ", select.DistinctOn, e => Expression(e));
        ListIf(" ", select.Items, SelectItem);
        if (select.Into is { } into) Word(" INTO ").PersistenceWord(into.Persistence).Word("TABLE ").Name(into.Name);
        ListIf(" FROM ", select.From, item => From(item));
        if (select.Where is not null) Word(" WHERE ").Expression(select.Where);
        ListIf(select.IsGroupByDistinct ? " GROUP BY DISTINCT " : " GROUP BY ", select.GroupBy, Grouping);
        if (select.Having is not null) Word(" HAVING ").Expression(select.Having);
        ListIf(" WINDOW ", select.Windows, window => Identifier(window.Name).Word(" AS ").Window(window.Specification));
    }

    private SqlWriter PersistenceWord(Persistence persistence) =>
        WordIf(persistence == Persistence.Temporary, "TEMPORARY ").WordIf(persistence == Persistence.Unlogged, "UNLOGGED ");

    private void SelectItem(SelectItem item) => Expression(item.Value).IdentifierIf(" AS ", item.Alias);

    private void Grouping(GroupingElement element)
    {
        switch (element)
        {
            // Behind GROUP BY these names are no functions.
            case GroupingValue { Value: FunctionCall { Name.Parts: ["cube" or "rollup"] } call }: Word("(").Expression(call).Word(")"); break;
            case GroupingValue value: Expression(value.Value); break;
            case EmptyGroupingSet: Word("()"); break;
            case GroupingSet set:
                Word(set.Kind switch { GroupingKind.GroupingSets => "GROUPING SETS ", GroupingKind.Rollup => "ROLLUP ", _ => "CUBE " });
                Parenthesized(set.Elements, Grouping);
                break;
            default: throw NoPrinter(element);
        }
    }

    private void Locking(LockingClause clause)
    {
        Word(clause.Strength switch
        {
            LockStrength.KeyShare => " FOR KEY SHARE",
            LockStrength.Share => " FOR SHARE",
            LockStrength.NoKeyUpdate => " FOR NO KEY UPDATE",
            _ => " FOR UPDATE",
        });
        ListIf(" OF ", clause.Tables, QualifiedItem);
        WordIf(clause.Wait == LockWaitPolicy.NoWait, " NOWAIT").WordIf(clause.Wait == LockWaitPolicy.SkipLocked, " SKIP LOCKED");
    }

    private SqlWriter From(FromItem item)
    {
        StackDepth.Ensure();
        return item switch
        {
            TableReference table => Table(table),
            DerivedTable table => WordIf(table.IsLateral, "LATERAL ").Subquery(table.Query).Alias(table.Alias),
            FunctionTable table => FunctionTable(table),
            JoinTable { Alias: not null } join => Word("(").Join(join).Word(")").Alias(join.Alias),
            AsofJoinTable { Alias: not null } join => Word("(").Asof(join).Word(")").Alias(join.Alias),
            JoinTable join => Join(join),
            AsofJoinTable join => Asof(join),
            _ => throw NoPrinter(item),
        };
    }

    private SqlWriter Alias(TableAlias? alias) => alias?.Name is null ? this : Word(" AS ").Identifier(alias.Name).Names(alias.Columns);

    private SqlWriter Table(TableReference table)
    {
        WordIf(table.IsOnly, "ONLY ").Name(table.Name).Alias(table.Alias);
        if (table.Sample is not { } sample) return this;
        Word(" TABLESAMPLE ").Name(sample.Method).Arguments(sample.Arguments);
        return sample.Seed is null ? this : Word(" REPEATABLE (").Expression(sample.Seed).Word(")");
    }

    private SqlWriter FunctionTable(FunctionTable table)
    {
        WordIf(table.IsLateral, "LATERAL ");
        if (table.IsRowsFrom) Word("ROWS FROM ").Parenthesized(table.Functions, FunctionTableItem);
        else TableFunction(table.Functions[0].Function);
        WordIf(table.WithOrdinality, " WITH ORDINALITY");
        if (table.ColumnDefinitions.IsEmpty) return Alias(table.Alias);
        return Word(" AS ").Word(table.Alias?.Name is { } name ? Quote(name) : "").Parenthesized(table.ColumnDefinitions, Attribute);
    }

    /// <summary>In FROM, a cast is a function only when it is spelled like one.</summary>
    private SqlWriter TableFunction(Expression function) => function is CastExpression cast
        ? Word("CAST(").Expression(cast.Operand).Word(" AS ").Type(cast.Type).Word(")")
        : Expression(function);

    private void FunctionTableItem(FunctionTableItem item) => TableFunction(item.Function).ParenthesizedIf(" AS ", item.ColumnDefinitions, Attribute);

    /// <summary>A name, a type and a collation.</summary>
    private void Attribute(ColumnDefinition column) => Identifier(column.Name).Word(" ").Type(column.Type!).NameIf(" COLLATE ", column.Collation);

    private SqlWriter JoinSide(FromItem item) =>
        item is JoinTable or AsofJoinTable && item.Alias is null ? Word("(").From(item).Word(")") : From(item);

    private SqlWriter Join(JoinTable join)
    {
        From(join.Left).WordIf(join.IsNatural, " NATURAL").Word(join.Kind switch
        {
            JoinKind.Left => " LEFT JOIN ",
            JoinKind.Right => " RIGHT JOIN ",
            JoinKind.Full => " FULL JOIN ",
            JoinKind.Cross => " CROSS JOIN ",
            _ => " JOIN ",
        });
        JoinSide(join.Right);
        if (join.On is not null) Word(" ON ").Expression(join.On);
        return ParenthesizedIf(" USING ", join.Using, NameItem).IdentifierIf(" AS ", join.UsingAlias);
    }

    private SqlWriter Asof(AsofJoinTable join)
    {
        From(join.Left).Word(join.IsLeft ? " ASOF LEFT JOIN " : " ASOF JOIN ").JoinSide(join.Right).Word(" ON ").Expression(join.On);
        return join.Tolerance is null ? this : Word(" TOLERANCE ").Operand(join.Tolerance);
    }
}
