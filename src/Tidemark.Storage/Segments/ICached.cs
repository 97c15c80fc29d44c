namespace Tidemark.Storage;

/// <summary>Something that keeps bytes of a segment in memory and lets go of them when <see cref="BlockCache"/> asks. Thread-safe.</summary>
internal interface ICached
{
    /// <summary>Whether its segment was removed: only readers of older roots know it, and keep it as long as they last.</summary>
    bool IsRemoved { get; }

    /// <summary>Whether it was read since this was last asked.</summary>
    bool WasUsed();

    /// <summary>Lets go of all bytes in memory; false while it is just being loaded.</summary>
    bool TryUnload();
}
