namespace Tidemark.Testing.Files;

/// <summary>How a call on a <see cref="SimulatedFileSystem"/> goes.</summary>
public enum Fault
{
    /// <summary>Well.</summary>
    None,

    /// <summary>The disk is full (ENOSPC); a part of a write may have happened.</summary>
    DiskFull,

    /// <summary>The device fails (EIO); a part of a write may have happened. Of what a failed flush should have made durable, some is and the rest never will be.</summary>
    DeviceError,

    /// <summary>The machine goes off: the call may have had its effect or not, and no call returns any more.</summary>
    Crash,
}

/// <summary>A call that may fail.</summary>
public enum FileCall
{
    Open,
    Create,
    Read,
    Write,
    SetLength,
    Flush,
    Delete,
    Rename,
    CreateDirectory,
    FlushDirectory,
}
