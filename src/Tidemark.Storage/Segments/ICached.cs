namespace Tidemark.Storage;

/// <summary>Something that keeps bytes of a segment in memory and lets go of them when <see cref="BlockCache"/> asks. Thread-safe.</summary>
internal interface ICached
{
    /// <summary>Whether it was read since this was last asked.</summary>
    bool WasUsed();

    /// <summary>Lets go of all bytes in memory; false while it is just being loaded.</summary>
    bool TryUnload();
}
