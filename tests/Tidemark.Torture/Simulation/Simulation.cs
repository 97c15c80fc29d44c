namespace Tidemark.Torture.Simulation;

/// <summary>Many histories, each with a seed of its own, on all processors.</summary>
internal static class Simulation
{
    /// <summary>Runs histories with consecutive seeds.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="histories">How many.</param>
    /// <param name="steps">Steps of each.</param>
    /// <param name="finished">Called after each with how many are done.</param>
    /// <exception cref="HistoryException">The history with the smallest seed, of those that were run, that went wrong.</exception>
    public static HistoryCounts Run(int firstSeed, int histories, int steps, Action<int>? finished = null)
    {
        var counts = new HistoryCounts();
        var gate = new Lock();
        var done = 0;
        HistoryException? first = null;
        var failedSeed = int.MaxValue;
        Parallel.For(0, histories, (i, loop) =>
        {
            try
            {
                var one = History.Run(firstSeed + i, steps);
                lock (gate)
                {
                    counts.Add(one);
                    finished?.Invoke(++done);
                }
            }
            catch (HistoryException error)
            {
                loop.Break();
                lock (gate)
                {
                    if (i >= failedSeed) return;
                    (first, failedSeed) = (error, i);
                }
            }
        });
        return first is null ? counts : throw first;
    }
}
