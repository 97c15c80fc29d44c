namespace Tidemark.Torture.Simulation;

/// <summary>What happened in one or many histories.</summary>
internal sealed class HistoryCounts
{
    public long Commits { get; set; }

    public long Checkpoints { get; set; }

    public long Merges { get; set; }

    public long Crashes { get; set; }

    public long Failures { get; set; }

    public void Add(HistoryCounts other)
    {
        Commits += other.Commits;
        Checkpoints += other.Checkpoints;
        Merges += other.Merges;
        Crashes += other.Crashes;
        Failures += other.Failures;
    }
}
