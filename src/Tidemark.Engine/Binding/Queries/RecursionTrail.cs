using System.Collections.Immutable;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>
/// SEARCH and CYCLE of a recursive WITH item: columns that both terms carry beside their own (rewriteSearchCycle.c of PostgreSQL says what is in them). The depth of a breadth-first search is a
/// column of its own, the last, that nobody outside sees.
/// </summary>
internal sealed class RecursionTrail(Binder binder, CommonTableExpression item)
{
    private const string Depth = "*DEPTH*";

    private SearchClause? Search => item.Search;

    private CycleClause? Cycle => item.Cycle;

    /// <summary>42601: the clauses stand on an item that does not use itself.</summary>
    public static SqlException NotRecursive(CommonTableExpression item) => QueryErrors.Malformed("WITH query is not recursive", item.Position);

    /// <summary>Both terms with the further columns, and the columns that readers of the item see.</summary>
    /// <param name="id">The item's number, by which the second term reads it.</param>
    /// <param name="union">The union as written.</param>
    /// <param name="first">The term without recursion.</param>
    /// <param name="second">The recursive term.</param>
    /// <param name="columns">The item's own columns.</param>
    public (Relation First, Relation Second, ImmutableArray<OutputColumn> Columns) Apply(
        int id, Syntax.Queries.SetOperation union, Relation first, Relation second, ImmutableArray<OutputColumn> columns)
    {
        Check(columns);
        if (union.Left is Syntax.Queries.SetOperation) throw QueryErrors.NotImplemented("with a SEARCH or CYCLE clause, the left side of the UNION must be a SELECT", null);
        if (union.Right is Syntax.Queries.SetOperation) throw QueryErrors.Malformed("with a SEARCH or CYCLE clause, the right side of the UNION must be a SELECT", null);
        if (union.Right is not SelectQuery select || !ReadsItself(select.From))
            throw QueryErrors.NotImplemented($"with a SEARCH or CYCLE clause, the recursive reference to WITH query \"{item.Name}\" must be at the top level of its right-hand SELECT", null);

        var before = Named(first, columns);
        var start = Additions(before, isFirst: true);
        var carrier = new TrailCarrier(binder, id, [.. start.Select(a => a.Output)], KeepsGoing);
        var carried = carrier.Visit(second);
        var after = Named(second, columns).AddRange(carrier.Columns);
        var step = Additions(after, isFirst: false);
        var seen = start.Where(a => a.Output.Name != Depth).Select(a => a.Output);
        return (Extended(first, start), Extended(carried, second.Output, step), [.. columns, .. seen]);
    }

    private static Project Extended(Relation term, List<ProjectItem> additions) => Extended(term, term.Output, additions);

    private static Project Extended(Relation term, ImmutableArray<OutputColumn> own, List<ProjectItem> additions) =>
        new(term, [.. own.Select(c => new ProjectItem(c.Reference, c)), .. additions]);

    // A term's columns by the item's names.
    private static ImmutableArray<OutputColumn> Named(Relation term, ImmutableArray<OutputColumn> columns) => [.. term.Output.Take(columns.Length).Select((c, i) => c with { Name = columns[i].Name })];

    private List<ProjectItem> Additions(ImmutableArray<OutputColumn> columns, bool isFirst)
    {
        var additions = new List<ProjectItem>();
        if (Search is { } search)
        {
            var row = Row(search.Columns);
            var depth = isFirst ? "0::int8" : $"{Quoted(Depth)} + 1";
            var sequence = search.IsBreadthFirst ? $"ROW({depth}, {row})" : isFirst ? $"ARRAY[ROW({row})]" : $"{Quoted(search.SequenceColumn)} || ROW({row})";
            Add(search.SequenceColumn, StoredSql.ParseExpression(sequence));
        }

        if (Cycle is { } cycle)
        {
            var row = Row(cycle.Columns);
            var isKnown = StoredSql.ParseExpression(isFirst ? "false" : $"ROW({row}) = ANY ({Quoted(cycle.PathColumn)})");
            Add(cycle.MarkColumn, Mark(isKnown));
            Add(cycle.PathColumn, StoredSql.ParseExpression(isFirst ? $"ARRAY[ROW({row})]" : $"{Quoted(cycle.PathColumn)} || ROW({row})"));
        }

        if (Search is { IsBreadthFirst: true }) Add(Depth, StoredSql.ParseExpression(isFirst ? "0::int8" : $"{Quoted(Depth)} + 1"));
        return additions;

        void Add(string name, Expression expression)
        {
            var value = binder.Coercion.ResolveUnknown(binder.BindExpression(expression, item.Name, columns, ExpressionKind.Select));
            additions.Add(new ProjectItem(value, binder.NewColumn(name, value.Type)));
        }
    }

    private CaseExpression Mark(Expression isKnown) =>
        new CaseExpression(null, [new WhenClause(isKnown, Cycle!.MarkValue ?? StoredSql.ParseExpression("true"))], Cycle.MarkDefault ?? StoredSql.ParseExpression("false"));

    // A row that closed a cycle leads nowhere.
    private BoundExpression? KeepsGoing(ImmutableArray<OutputColumn> columns)
    {
        if (Cycle is null) return null;
        var type = columns.First(c => c.Name == Cycle.MarkColumn);
        var mark = new CaseExpression(null, [new WhenClause(StoredSql.ParseExpression("true"), Cycle.MarkValue ?? StoredSql.ParseExpression("true"))], Cycle.MarkDefault ?? StoredSql.ParseExpression("false"));
        var condition = (OperatorExpression)StoredSql.ParseExpression($"{Quoted(type.Name)} <> true");
        return binder.BindExpression(condition with { Right = mark }, item.Name, [type], ExpressionKind.Where);
    }

    private static string Row(IEnumerable<Name> columns) => string.Join(", ", columns.Select(c => Quoted(c.Text)));

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    private bool ReadsItself(IEnumerable<FromItem> items) => items.Any(i => i switch
    {
        TableReference table => table.Name.Parts.Count == 1 && table.Name.Object == item.Name,
        JoinTable join => ReadsItself([join.Left, join.Right]),
        _ => false,
    });

    private void Check(ImmutableArray<OutputColumn> columns)
    {
        if (Search is { } search)
        {
            CheckColumns("search", search.Columns, columns, search.Position);
            if (columns.Any(c => c.Name == search.SequenceColumn))
                throw QueryErrors.Malformed($"search sequence column name \"{search.SequenceColumn}\" already used in WITH query column list", search.Position);
        }

        if (Cycle is { } cycle)
        {
            CheckColumns("cycle", cycle.Columns, columns, cycle.Position);
            foreach (var (name, what) in new[] { (cycle.MarkColumn, "mark"), (cycle.PathColumn, "path") })
                if (columns.Any(c => c.Name == name))
                    throw QueryErrors.Malformed($"cycle {what} column name \"{name}\" already used in WITH query column list", cycle.Position);
            if (cycle.MarkColumn == cycle.PathColumn) throw QueryErrors.Malformed("cycle mark column name and cycle path column name are the same", cycle.Position);
        }

        if (Search?.SequenceColumn is not { } sequence) return;
        if (sequence == Cycle?.MarkColumn) throw QueryErrors.Malformed("search sequence column name and cycle mark column name are the same", Search.Position);
        if (sequence == Cycle?.PathColumn) throw QueryErrors.Malformed("search sequence column name and cycle path column name are the same", Search.Position);
    }

    private static void CheckColumns(string what, IEnumerable<Name> wanted, ImmutableArray<OutputColumn> columns, int position)
    {
        var seen = new HashSet<string>();
        foreach (var name in wanted)
        {
            if (!columns.Any(c => c.Name == name.Text)) throw QueryErrors.Malformed($"{what} column \"{name.Text}\" not in WITH query column list", position);
            if (!seen.Add(name.Text)) throw QueryErrors.DuplicateColumn($"{what} column \"{name.Text}\" specified more than once", position);
        }
    }

    /// <summary>Makes the second term's scan of the item give the further columns, without the rows that lead nowhere.</summary>
    private sealed class TrailCarrier(Binder binder, int id, ImmutableArray<OutputColumn> added, Func<ImmutableArray<OutputColumn>, BoundExpression?> condition) : CarriedColumns
    {
        public ImmutableArray<OutputColumn> Columns { get; private set; } = [];

        public override Relation Visit(Relation relation)
        {
            if (relation is not CommonTableScan scan || scan.Id != id) return base.Visit(relation);
            Columns = [.. added.Select(c => binder.NewColumn(c.Name, c.Type))];
            foreach (var column in Columns) Carried.Add(column.Id);
            var extended = scan with { Columns = scan.Columns.AddRange(Columns) };
            return condition(Columns) is { } wanted ? new Filter(extended, wanted) : extended;
        }
    }
}
