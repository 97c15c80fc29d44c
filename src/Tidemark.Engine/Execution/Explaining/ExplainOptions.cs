using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>What EXPLAIN shows.</summary>
internal sealed record ExplainOptions
{
    /// <summary>Whether estimates are shown.</summary>
    public bool Costs { get; init; } = true;

    /// <summary>Whether times are shown beside rows; needs <see cref="Profile"/>.</summary>
    public bool Timing { get; init; } = true;

    /// <summary>Whether output columns are shown.</summary>
    public bool Verbose { get; init; }

    /// <summary>The figures of the execution that ANALYZE made; null without.</summary>
    public QueryProfile? Profile { get; init; }

    /// <summary>Counts the chunks that a scan would read, of those there are, where the plan was not run; null leaves that out.</summary>
    public Func<SeqScanNode, (int Read, int Total)>? Chunks { get; init; }
}
