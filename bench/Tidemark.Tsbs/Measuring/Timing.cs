namespace Tidemark.Tsbs.Measuring;

/// <summary>The times of one query on one server, in milliseconds.</summary>
internal sealed record Timing(double MedianMs, double P95Ms, double MinMs, long Rows)
{
    /// <summary>The server's processor time for a run, on average, where it was taken.</summary>
    public double? ProcessorMs { get; init; }

    /// <param name="rows">Rows of the last repetition.</param>
    public static Timing Of(List<double> milliseconds, long rows)
    {
        var sorted = milliseconds.Order().ToArray();
        return new Timing(Quantile(sorted, 0.5), Quantile(sorted, 0.95), sorted[0], rows);
    }

    /// <summary>Linear between the neighbouring ranks, so that the median of an even count is the mean of the middle two.</summary>
    public static double Quantile(double[] sorted, double q)
    {
        var rank = q * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
