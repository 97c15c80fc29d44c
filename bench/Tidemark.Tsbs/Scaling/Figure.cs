namespace Tidemark.Tsbs.Scaling;

/// <summary>One measured number of the target and, where it can do the same, of the peer.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">ms, rows/s, or percent.</param>
internal sealed record Figure(string What, string Unit, double Target, double? Peer)
{
    /// <summary>How many times better the target is: by time where less is better, by rate where more is.</summary>
    public double? Ratio => Unit == "ms" ? Peer / Target : Target / Peer;
}
