namespace Tidemark.Engine.Sessions.Locks;

/// <summary>How a session waits for a lock.</summary>
/// <param name="Timeout">How long at most (lock_timeout); <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for ever.</param>
/// <param name="DeadlockTimeout">After how long a circle of waits is looked for.</param>
/// <param name="Clock">Measures both.</param>
/// <param name="Cancellation">Ends the wait with the exception of the token's owner.</param>
internal readonly record struct LockPatience(TimeSpan Timeout, TimeSpan DeadlockTimeout, TimeProvider Clock, CancellationToken Cancellation)
{
    /// <summary>Waits for ever.</summary>
    public static LockPatience Endless(TimeProvider clock) => new(System.Threading.Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(1), clock, CancellationToken.None);
}
