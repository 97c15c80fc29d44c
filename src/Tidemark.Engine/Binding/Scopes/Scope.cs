using Tidemark.Engine.Syntax.Expressions;

namespace Tidemark.Engine.Binding;

/// <summary>What an expression of one query level can see, and what it has asked that level to compute. One a query, parent by parent outwards.</summary>
internal sealed class Scope(Scope? parent)
{
    /// <summary>The scope of the query around this one; null for the outermost.</summary>
    public Scope? Parent { get; } = parent;

    /// <summary>The tables that can be seen now. Changes while FROM is bound.</summary>
    public List<ScopeTable> Visible { get; set; } = [];

    /// <summary>Every table of the query so far, seen or not, for hints.</summary>
    public List<ScopeTable> Tables { get; } = [];

    /// <summary>The WITH items that can be seen, innermost first.</summary>
    public CommonTableScope? CommonTables { get; set; } = parent?.CommonTables;

    /// <summary>The clause that is being bound.</summary>
    public ExpressionKind Kind { get; set; }

    /// <summary>Whether what is bound is inside of LATERAL, so that tables to the left can be seen.</summary>
    public bool IsLateral { get; set; }

    /// <summary>Grows with each reference to a table to the left of a LATERAL item.</summary>
    public int LateralReferences { get; set; }

    /// <summary>The aggregates of this level, each with the column that stands for it in expressions.</summary>
    public List<AggregateItem> Aggregates { get; } = [];

    /// <summary>The GROUPING() calls of this level, each with the column that stands for it.</summary>
    public List<GroupingCall> Groupings { get; } = [];

    /// <summary>The window calls of this level.</summary>
    public List<WindowCall> WindowCalls { get; } = [];

    /// <summary>The WINDOW clause.</summary>
    public IReadOnlyList<WindowDefinition> Windows { get; set; } = [];

    /// <summary>The set-returning calls of the select list, each with the height at which it is computed: 0 for one whose arguments contain none.</summary>
    public List<(TableFunctionReference Call, int Height)> SetCalls { get; } = [];

    /// <summary>Where the last of the set-returning calls stands.</summary>
    public int LastSetPosition { get; set; }

    /// <summary>Columns that stand for what is computed after grouping, by kind.</summary>
    public Dictionary<ColumnId, ComputedKind> Computed { get; } = [];

    /// <summary>Whether columns of this scope are looked for in the scopes around it as well.</summary>
    public IEnumerable<Scope> Outwards()
    {
        for (var scope = this; scope is not null; scope = scope.Parent) yield return scope;
    }
}

/// <summary>What a column stands for that a query computes beside its tables' columns.</summary>
internal enum ComputedKind
{
    /// <summary>An aggregate.</summary>
    Aggregate,

    /// <summary>GROUPING().</summary>
    Grouping,

    /// <summary>A window call.</summary>
    Window,

    /// <summary>A column of a set-returning call.</summary>
    Set,
}

/// <summary>GROUPING(expressions), and the column that stands for it until grouping is bound.</summary>
internal sealed record GroupingCall(IReadOnlyList<BoundExpression> Arguments, OutputColumn Output, int Position);

/// <summary>A call over a window, whose definition is resolved when the query's clauses are bound.</summary>
internal sealed record WindowCall(WindowReference Over, WindowItem Item);
