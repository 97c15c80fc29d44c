using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>What EXPLAIN shows.</summary>
internal sealed record ExplainOptions
{
    /// <summary>Whether estimates are shown.</summary>
    public bool Costs { get; init; } = true;

    /// <summary>Whether times are shown beside rows; needs <see cref="Profile"/>.</summary>
    public bool Timing { get; init; } = true;

    /// <summary>Whether pages are shown that went to temporary files and came back.</summary>
    public bool Buffers { get; init; }

    /// <summary>Whether output columns are shown.</summary>
    public bool Verbose { get; init; }

    /// <summary>The figures of the execution that ANALYZE made; null without.</summary>
    public QueryProfile? Profile { get; init; }

    /// <summary>Counts the chunks that a scan would read, of those there are, where the plan was not run; null leaves that out.</summary>
    public Func<SeqScanNode, (int Read, int Total)?>? Chunks { get; init; }
}

/// <summary>What EXPLAIN is asked to do.</summary>
/// <param name="IsAnalyzed">Whether the plan is run, and rows and times are shown.</param>
/// <param name="Format">The form of the answer.</param>
/// <param name="PlanningTime">How long planning took; null where times of the whole are not wanted.</param>
internal sealed record ExplainRequest(bool IsAnalyzed, ExplainFormat Format, TimeSpan? PlanningTime);
