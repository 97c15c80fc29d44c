namespace Tidemark.Engine.Binding;

/// <summary>The clause that an expression stands in, which decides what may occur in it.</summary>
internal enum ExpressionKind
{
    /// <summary>Not in a clause with rules of its own.</summary>
    Other,

    /// <summary>A select list.</summary>
    Select,

    /// <summary>JOIN ... ON or USING.</summary>
    JoinCondition,

    /// <summary>A subquery in FROM.</summary>
    FromSubquery,

    /// <summary>A function in FROM.</summary>
    FromFunction,

    /// <summary>WHERE.</summary>
    Where,

    /// <summary>HAVING.</summary>
    Having,

    /// <summary>FILTER.</summary>
    Filter,

    /// <summary>PARTITION BY of a window.</summary>
    WindowPartition,

    /// <summary>ORDER BY of a window.</summary>
    WindowOrder,

    /// <summary>An offset of a RANGE frame.</summary>
    WindowRange,

    /// <summary>An offset of a ROWS frame.</summary>
    WindowRows,

    /// <summary>An offset of a GROUPS frame.</summary>
    WindowGroups,

    /// <summary>GROUP BY.</summary>
    GroupBy,

    /// <summary>ORDER BY.</summary>
    OrderBy,

    /// <summary>DISTINCT ON.</summary>
    DistinctOn,

    /// <summary>LIMIT.</summary>
    Limit,

    /// <summary>OFFSET.</summary>
    Offset,

    /// <summary>RETURNING.</summary>
    Returning,

    /// <summary>VALUES as a query.</summary>
    Values,

    /// <summary>The one row of INSERT ... VALUES, which is a select list.</summary>
    ValuesSingle,

    /// <summary>SET of UPDATE.</summary>
    Update,

    /// <summary>WHEN ... AND of MERGE.</summary>
    MergeWhen,

    /// <summary>A check constraint.</summary>
    Check,

    /// <summary>A column's default.</summary>
    Default,

    /// <summary>A generated column.</summary>
    Generated,

    /// <summary>A key of an index.</summary>
    Index,

    /// <summary>The condition of a partial index.</summary>
    IndexPredicate,

    /// <summary>Arguments of CALL.</summary>
    Call,

    /// <summary>WHERE of COPY FROM.</summary>
    CopyWhere,

    /// <summary>USING of ALTER COLUMN TYPE.</summary>
    AlterColumn,

    /// <summary>Arguments of EXECUTE.</summary>
    Execute,
}

/// <summary>The places by PostgreSQL's names, and what is allowed in them.</summary>
internal static class ExpressionKinds
{
    /// <summary>The clause's name in messages such as "argument of WHERE must be ...".</summary>
    public static string Name(this ExpressionKind kind) => kind switch
    {
        ExpressionKind.Select or ExpressionKind.ValuesSingle => "SELECT",
        ExpressionKind.JoinCondition => "JOIN/ON",
        ExpressionKind.FromSubquery => "sub-SELECT in FROM",
        ExpressionKind.FromFunction => "function in FROM",
        ExpressionKind.Where => "WHERE",
        ExpressionKind.Having => "HAVING",
        ExpressionKind.Filter => "FILTER",
        ExpressionKind.WindowPartition => "window PARTITION BY",
        ExpressionKind.WindowOrder => "window ORDER BY",
        ExpressionKind.WindowRange => "window RANGE",
        ExpressionKind.WindowRows => "window ROWS",
        ExpressionKind.WindowGroups => "window GROUPS",
        ExpressionKind.GroupBy => "GROUP BY",
        ExpressionKind.OrderBy => "ORDER BY",
        ExpressionKind.DistinctOn => "DISTINCT ON",
        ExpressionKind.Limit => "LIMIT",
        ExpressionKind.Offset => "OFFSET",
        ExpressionKind.Returning => "RETURNING",
        ExpressionKind.Values => "VALUES",
        ExpressionKind.Update => "UPDATE",
        ExpressionKind.MergeWhen => "MERGE WHEN",
        ExpressionKind.Check => "CHECK",
        ExpressionKind.Default => "DEFAULT",
        ExpressionKind.Generated => "GENERATED AS",
        ExpressionKind.Index => "index expression",
        ExpressionKind.IndexPredicate => "index predicate",
        ExpressionKind.Call => "CALL",
        ExpressionKind.CopyWhere => "WHERE",
        ExpressionKind.AlterColumn => "USING",
        ExpressionKind.Execute => "EXECUTE",
        _ => "expression",
    };

    /// <summary>Why there can be no aggregate: the place in "aggregate functions are not allowed in ..."; null where there can be one.</summary>
    public static string? ForbidsAggregates(this ExpressionKind kind) => kind switch
    {
        ExpressionKind.FromSubquery => "FROM clause of their own query level",
        _ => ForbidsWindows(kind) is { } place && kind is not (ExpressionKind.Having or ExpressionKind.WindowPartition or ExpressionKind.WindowOrder) ? place : null,
    };

    /// <summary>Why there can be no window function; null where there can be one.</summary>
    public static string? ForbidsWindows(this ExpressionKind kind) => kind switch
    {
        ExpressionKind.Select or ExpressionKind.OrderBy or ExpressionKind.DistinctOn or ExpressionKind.Other or ExpressionKind.FromSubquery => null,
        ExpressionKind.JoinCondition => "JOIN conditions",
        ExpressionKind.FromFunction => "functions in FROM",
        ExpressionKind.WindowPartition or ExpressionKind.WindowOrder => "window definitions",
        ExpressionKind.ValuesSingle => "VALUES",
        ExpressionKind.MergeWhen => "MERGE WHEN conditions",
        ExpressionKind.Check => "check constraints",
        ExpressionKind.Default => "DEFAULT expressions",
        ExpressionKind.Generated => "column generation expressions",
        ExpressionKind.Index => "index expressions",
        ExpressionKind.IndexPredicate => "index predicates",
        ExpressionKind.Call => "CALL arguments",
        ExpressionKind.CopyWhere => "COPY FROM WHERE conditions",
        ExpressionKind.AlterColumn => "transform expressions",
        ExpressionKind.Execute => "EXECUTE parameters",
        _ => kind.Name(),
    };

    /// <summary>Why there can be no set-returning function; null where there can be one.</summary>
    public static string? ForbidsSets(this ExpressionKind kind) => kind switch
    {
        ExpressionKind.Select or ExpressionKind.OrderBy or ExpressionKind.GroupBy or ExpressionKind.DistinctOn or ExpressionKind.ValuesSingle
            or ExpressionKind.WindowPartition or ExpressionKind.WindowOrder or ExpressionKind.Other => null,
        ExpressionKind.Having => "HAVING",
        _ => ForbidsWindows(kind) ?? kind.Name(),
    };

    /// <summary>Why there can be no subquery; null where there can be one.</summary>
    public static string? ForbidsSubqueries(this ExpressionKind kind) => kind switch
    {
        ExpressionKind.Check => "check constraint",
        ExpressionKind.Default => "DEFAULT expression",
        ExpressionKind.Generated => "column generation expression",
        ExpressionKind.Index => "index expression",
        ExpressionKind.IndexPredicate => "index predicate",
        ExpressionKind.Call => "CALL argument",
        ExpressionKind.CopyWhere => "COPY FROM WHERE condition",
        ExpressionKind.AlterColumn => "transform expression",
        ExpressionKind.Execute => "EXECUTE parameter",
        _ => null,
    };
}
