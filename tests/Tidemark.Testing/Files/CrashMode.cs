namespace Tidemark.Testing.Files;

/// <summary>What a power cut leaves of changes that were not flushed.</summary>
public enum CrashMode
{
    /// <summary>Nothing.</summary>
    LoseAll,

    /// <summary>Everything: only the process was killed, and what it had written will be flushed or lost later.</summary>
    KeepAll,

    /// <summary>A prefix of them, the last write torn between sectors.</summary>
    Prefix,

    /// <summary>Any of them, in any order, and of each write any of its sectors.</summary>
    AnyOrder,
}
