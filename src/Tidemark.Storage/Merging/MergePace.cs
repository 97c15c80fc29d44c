using System.Diagnostics;

namespace Tidemark.Storage;

/// <summary>Keeps a background merge to a number of bytes a second, and stops it when it is not wanted. Belongs to the thread that merges.</summary>
/// <param name="bytesPerSecond">Bytes read and written; 0 for no limit.</param>
/// <param name="isUnwanted">Whether to give the merge up.</param>
/// <param name="wait">Waits that long, or shorter when the merge is not wanted any more.</param>
internal sealed class MergePace(long bytesPerSecond, Func<bool> isUnwanted, Action<TimeSpan> wait)
{
    // Shorter waits cost more than they spare.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _bytes;

    /// <summary>Work was done.</summary>
    /// <exception cref="OperationCanceledException">The merge is not wanted.</exception>
    public void Step(long bytes)
    {
        if (isUnwanted()) throw new OperationCanceledException();
        if (bytesPerSecond <= 0) return;
        _bytes += bytes;
        var ahead = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - Stopwatch.GetElapsedTime(_start);
        if (ahead > ShortestWait) wait(ahead);
    }
}
