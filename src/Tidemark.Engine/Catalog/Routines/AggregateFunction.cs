using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>A function of many rows to one value.</summary>
internal sealed class AggregateFunction : Routine
{
    /// <summary>Makes the state for one execution (of one worker): all groups of one aggregate call.</summary>
    public required Func<AggregateCall, Accumulator> CreateAccumulator { get; init; }

    /// <summary>
    /// For an ordered-set aggregate: makes the state of a call that takes its rows in any order and finds in them what it needs, so that nobody sorts them and workers may share them;
    /// gives null for calls that need sorted rows.
    /// </summary>
    public Func<AggregateCall, Accumulator?>? CreateUnordered { get; init; }

    /// <summary>True when rows with a null in any argument are to be left out before <see cref="Accumulator.Update"/> is called.</summary>
    public bool SkipsNulls { get; init; } = true;

    /// <summary>True when the order of the rows matters (array_agg, string_agg, first by position): parallel workers may then not share it.</summary>
    public bool IsOrderSensitive { get; init; }

    /// <summary>The number of direct arguments of an ordered-set aggregate (WITHIN GROUP); -1 for an ordinary one.</summary>
    public int DirectArguments { get; init; } = -1;

    /// <summary>True for a hypothetical-set aggregate (rank(x) WITHIN GROUP ...).</summary>
    public bool IsHypothetical { get; init; }
}

/// <summary>The facts of one call of an aggregate in a query.</summary>
/// <param name="Arguments">The types of the arguments after resolution.</param>
/// <param name="Result">The result type after resolution.</param>
/// <param name="Context">The session's state.</param>
internal sealed record AggregateCall(ImmutableArray<SqlType> Arguments, SqlType Result, FunctionContext Context)
{
    /// <summary>Direction and place of nulls of each ordering column.</summary>
    public ImmutableArray<(bool Descending, bool NullsFirst)> Order { get; init; } = [];
}

/// <summary>
/// The state of one aggregate call for all groups, numbered from 0. One thread at a time; parallel workers have one each, merged at the end.
/// Where the function skips nulls, the caller has removed rows with null arguments.
/// </summary>
internal abstract class Accumulator
{
    /// <summary>Bytes held, for the query's memory account.</summary>
    public abstract long ByteSize { get; }

    /// <summary>Makes room for groups up to <paramref name="count"/>; new ones are empty.</summary>
    public abstract void Resize(int count);

    /// <summary>Adds rows to groups: row i of the arguments to group <c>groups[i]</c>.</summary>
    public abstract void Update(ReadOnlySpan<Vector> arguments, ReadOnlySpan<int> groups);

    /// <summary>Adds all <paramref name="rows"/> rows to one group. The loop to vectorise.</summary>
    public abstract void UpdateSingle(ReadOnlySpan<Vector> arguments, int rows, int group);

    /// <summary>Adds stretches of rows: those from <c>starts[i]</c> to the next stretch to group <c>groups[i]</c>. Stretches have some rows each, on average.</summary>
    /// <param name="arguments">The arguments of all rows.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="starts">The first row of each stretch, ascending from 0.</param>
    /// <param name="groups">The group of each stretch.</param>
    public virtual void UpdateRuns(ReadOnlySpan<Vector> arguments, int rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> groups)
    {
        var slices = new Vector[arguments.Length];
        for (var run = 0; run < starts.Length; run++)
        {
            var count = (run + 1 < starts.Length ? starts[run + 1] : rows) - starts[run];
            for (var i = 0; i < slices.Length; i++) slices[i] = arguments[i].Slice(starts[run], count);
            UpdateSingle(slices, count, groups[run]);
        }
    }

    /// <summary>Adds another worker's groups: its group i to group <c>groups[i]</c> of this.</summary>
    public abstract void Merge(Accumulator other, ReadOnlySpan<int> groups);

    /// <summary>Appends the results of <paramref name="count"/> groups from <paramref name="start"/> on. May be called again after more updates (windows).</summary>
    public abstract void Emit(int start, int count, VectorBuilder result);

    /// <summary>Gives back what is pooled; nothing may be asked afterwards. Who does not call it leaves the arrays to the collector.</summary>
    public virtual void Release()
    {
    }
}
