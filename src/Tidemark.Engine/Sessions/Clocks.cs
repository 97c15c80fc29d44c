namespace Tidemark.Engine.Sessions;

/// <summary>PostgreSQL's time of day from .NET's.</summary>
internal static class Clocks
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Microseconds since 2000-01-01 UTC.</summary>
    public static long Now(TimeProvider clock) => (clock.GetUtcNow() - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
