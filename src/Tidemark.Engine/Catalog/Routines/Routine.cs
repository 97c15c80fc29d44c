using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>What a function promises about its result; the planner folds and reorders calls by it.</summary>
internal enum Volatility
{
    /// <summary>Same arguments, same result, for ever: folded at planning.</summary>
    Immutable,

    /// <summary>Same arguments, same result within one statement: evaluated once when its arguments are constant.</summary>
    Stable,

    /// <summary>May differ from row to row: never folded, moved or shared.</summary>
    Volatile,
}

/// <summary>A parameter of a routine.</summary>
/// <param name="Type">A real or a polymorphic type.</param>
/// <param name="Name">The name for <c>name =&gt; value</c> calls; null where the routine has positional parameters only.</param>
/// <param name="Default">The default as a SQL expression in text; null makes the argument required. Parameters with defaults come last.</param>
internal sealed record RoutineParameter(SqlType Type, string? Name = null, string? Default = null);

/// <summary>
/// A declared routine: what overload resolution, EXPLAIN, pg_proc and the documentation read. Immutable, and the same object for all sessions.
/// </summary>
internal abstract class Routine
{
    /// <summary>pg_proc's oid; 0 until the registry that it was added to gives it one.</summary>
    public uint Oid { get; internal set; }

    /// <summary>The schema: pg_catalog for built-in routines, public for what an extension such as timescaledb adds.</summary>
    public string Schema { get; init; } = "pg_catalog";

    /// <summary>The name in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Parameters in order; of a variadic routine the last is the array.</summary>
    public required ImmutableArray<RoutineParameter> Parameters { get; init; }

    /// <summary>The result type; polymorphic where it follows the arguments.</summary>
    public required SqlType Result { get; init; }

    /// <summary>Whether the last parameter takes any number of arguments.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>What the routine promises.</summary>
    public Volatility Volatility { get; init; } = Volatility.Immutable;

    /// <summary>One sentence for the documentation and pg_description; empty for operators' implementations.</summary>
    public string Description { get; init; } = "";
}
