namespace Tidemark.Storage;

/// <summary>
/// The owner of the metadata takes part in a commit: it rebases its part of the changes on the newest root, under the commit lock, and refuses what no longer fits.
/// </summary>
public interface ICommitMerge
{
    /// <summary>Called under the commit lock: must be quick, must not call the store, may throw to refuse the commit (nothing is changed then).</summary>
    /// <param name="latest">The newest root, commits included that are still being flushed.</param>
    /// <param name="changes">What the transaction wants to change.</param>
    MergeResult Merge(Root latest, Changes changes);
}

/// <summary>What a commit really applies.</summary>
/// <param name="Changes">The changes, rebased on the newest root.</param>
/// <param name="Companion">The companion of the new root.</param>
public readonly record struct MergeResult(Changes Changes, object? Companion);
