using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Rollups;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>
/// How rows that come late are merged into the kept rows of a query, where that gives what the query gives: of one hypertable, grouped by what it shows, all else plain aggregates of which a part and the rest can be
/// combined. What it takes beside the shown values (an average's sum and count, the time of a first value) are states, columns behind those that are shown. The first of them counts the rows, and so is null in no row that was
/// computed.
/// </summary>
/// <param name="Query">The query with its states.</param>
/// <param name="States">The types of the states.</param>
/// <param name="Combination">The query that combines rows: <see cref="RollupMerging.Combination"/>.</param>
/// <param name="Keys">The numbers of the columns by which rows are told apart.</param>
internal sealed record RollupMerge(SelectQuery Query, ImmutableArray<SqlType> States, string Combination, ImmutableArray<int> Keys)
{
    /// <summary>How the rows of a query are merged; null where they are not.</summary>
    /// <param name="query">The query.</param>
    /// <param name="bound">The same, bound.</param>
    /// <param name="hypertable">The hypertable that it reads.</param>
    /// <param name="session">The session.</param>
    public static RollupMerge? Of(QueryExpression query, BoundQuery bound, Table hypertable, SessionContext session)
    {
        if (query is not SelectQuery { IsDistinct: false, DistinctOn.IsEmpty: true, IsGroupByDistinct: false, Having: null, With: null, Windows.IsEmpty: true, OrderBy.IsEmpty: true, Locking.IsEmpty: true, From: [TableReference] } select) return null;
        if (bound.Relation is not Project { Input: Aggregate { GroupingSets.Length: <= 1, GroupingId: null } aggregate } shown || shown.Items.Length != select.Items.Count || !IsOfRows(aggregate.Input)) return null;

        // What is kept of another aggregate changes by whole groups.
        if (session.Catalog.RollupOf(hypertable.Oid) is not null) return null;
        if (RelationTree.AnyExpression(bound.Relation, static e => ExpressionTree.Any(e, DependsOnMore))) return null;
        var states = new RollupStates(select.Items.Count);
        var (values, keys) = (new List<string>(), new List<int>());
        for (var place = 0; place < shown.Items.Length; place++)
        {
            if (shown.Items[place].Expression is not BoundColumn column) return null;
            var name = $"c{place + 1}";
            if (aggregate.Keys.Any(k => k.Output.Id == column.Id))
            {
                values.Add(name);
                keys.Add(place + 1);
            }
            else if (aggregate.Calls.FirstOrDefault(c => c.Output.Id == column.Id) is { } item && select.Items[place].Value is FunctionCall call && Combined(item.Call, call, name, states) is { } combined)
            {
                values.Add(combined);
            }
            else
            {
                return null;
            }
        }

        // Rows with equal keys must be one row.
        if (aggregate.Keys.Any(k => !shown.Items.Any(i => i.Expression is BoundColumn c && c.Id == k.Output.Id))) return null;
        var extended = select with { Items = [.. select.Items, .. states.Items] };
        var types = StoredSql.Unplaced(() => session.NewBinder().BindQuery(extended)).Output.Select(c => c.Type).ToImmutableArray();
        var combination = $"SELECT {string.Join(", ", values.Concat(states.Combined))} FROM {GivenRows.Schema}.kept GROUP BY {string.Join(", ", keys.Select(k => $"c{k}"))}";
        var combinedTypes = RollupPlans.Combine(combination, new GivenRows("kept", types.Select((t, i) => new TableFunctionColumn($"c{i + 1}", t))), session).Output.Select(c => c.Type);
        return combinedTypes.SequenceEqual(types) ? new RollupMerge(extended, types[select.Items.Count..], combination, [.. keys]) : null;
    }

    // The rows of the hypertable, filtered and with values computed from them.
    private static bool IsOfRows(Relation relation) => relation switch
    {
        TableScan scan => scan is { RowId: null, ChunkOid: null, Chunk: null },
        Filter filter => IsOfRows(filter.Input),
        Project project => IsOfRows(project.Input),
        _ => false,
    };

    // On settings, on the moment, on other rows, on what somebody may define anew: then rows that were aggregated when they came are not what a refresh would have made of them.
    private static bool DependsOnMore(BoundExpression expression) => expression switch
    {
        BoundCall call => call.Function.Volatility != Volatility.Immutable || UserRoutines.SourceOf(call.Function) is not null,
        BoundConversion conversion => conversion.Kind == ConversionKind.Text || conversion.Function is { } function && (function.Volatility != Volatility.Immutable || UserRoutines.SourceOf(function) is not null),
        BoundSubquery or BoundDomain or BoundParameter => true,
        _ => false,
    };

    private static string? Combined(BoundAggregate aggregate, FunctionCall call, string value, RollupStates states)
    {
        if (aggregate.IsDistinct || !aggregate.OrderBy.IsEmpty || call.Arguments.Any(a => a.Name is not null)) return null;
        switch (aggregate.Function.Schema, aggregate.Function.Name)
        {
            case ("pg_catalog", "count"):
                return RollupStates.Total(value, SqlTypes.Int8);
            case ("pg_catalog", "sum"):
                return aggregate.Type.Kind is TypeKind.Int8 or TypeKind.Numeric or TypeKind.Float8 or TypeKind.Interval ? RollupStates.Total(value, aggregate.Type) : null;
            case ("pg_catalog", "min" or "max" or "bool_and" or "bool_or" or "every" or "bit_and" or "bit_or"):
                return $"pg_catalog.{aggregate.Function.Name}({value})";
            case ("pg_catalog", "avg") when aggregate.Type.Kind is TypeKind.Numeric or TypeKind.Float8:
                var (sum, count) = (states.Sum(call, aggregate.Arguments[0].Type), states.Count(call));
                return aggregate.Type.Kind == TypeKind.Numeric
                    ? $"CAST({sum} AS numeric) / NULLIF({count}, 0)"
                    : $"{sum} / NULLIF(CAST({count} AS double precision), 0)";
            case ("public", "first" or "last"):
                return $"public.{aggregate.Function.Name}({value}, {states.Time(call, aggregate.Function.Name)})";
            default:
                return null;
        }
    }
}

/// <summary>The states of a query that is looked through.</summary>
/// <param name="shown">How many columns stand before them.</param>
internal sealed class RollupStates(int shown)
{
    private readonly List<SelectItem> _items = [new SelectItem(StoredSql.ParseExpression("pg_catalog.count(*)"), StateName(1))];
    private readonly List<string> _combined = [Total($"c{shown + 1}", SqlTypes.Int8)];

    /// <summary>What the query gives of them.</summary>
    public IReadOnlyList<SelectItem> Items => _items;

    /// <summary>How several rows' are combined.</summary>
    public IReadOnlyList<string> Combined => _combined;

    /// <summary>The name of a state's column.</summary>
    public static string StateName(int number) => $"........state.{number}........";

    /// <summary>The sum of sums.</summary>
    public static string Total(string value, SqlType type) => type.Kind == TypeKind.Int8 ? $"_timescaledb_functions.total({value})" : $"pg_catalog.sum({value})";

    /// <summary>The combined sum of what a call averages.</summary>
    public string Sum(FunctionCall call, SqlType type)
    {
        var name = new QualifiedName(["pg_catalog", "sum"]);
        if (type.Kind != TypeKind.Float4) return _combined[Add(call with { Name = name }, c => Total(c, type.Kind is TypeKind.Int2 or TypeKind.Int4 ? SqlTypes.Int8 : type.Kind == TypeKind.Int8 ? SqlTypes.Numeric : type))];
        var wide = StoredSql.ParseExpression($"CAST({SyntaxPrinter.Print(call.Arguments[0].Value)} AS double precision)");
        return _combined[Add(call with { Name = name, Arguments = [new FunctionArgument(wide)] }, static c => Total(c, SqlTypes.Float8))];
    }

    /// <summary>The combined number of values that a call averages.</summary>
    public string Count(FunctionCall call) => _combined[Add(call with { Name = new QualifiedName(["pg_catalog", "count"]) }, static c => Total(c, SqlTypes.Int8))];

    /// <summary>The column with the time of a first or last value.</summary>
    public string Time(FunctionCall call, string name) => NameOf(Add(call with { Arguments = [call.Arguments[1], call.Arguments[1]] }, c => $"public.{name}({c}, {c})"));

    private string NameOf(int state) => $"c{shown + state + 1}";

    private int Add(Expression value, Func<string, string> combine)
    {
        var known = _items.FindIndex(i => SyntaxPrinter.Print(i.Value) == SyntaxPrinter.Print(value));
        if (known >= 0) return known;
        _combined.Add(combine(NameOf(_items.Count)));
        _items.Add(new SelectItem(value, StateName(_items.Count + 1)));
        return _items.Count - 1;
    }
}
