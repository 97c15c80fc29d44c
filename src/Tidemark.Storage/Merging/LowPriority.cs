using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>Lets a thread run only when no other wants to, or nearly so.</summary>
internal static partial class LowPriority
{
    // About a tenth of a processor when others want all of it: what is never done at all would pile up.
    private const int Niceness = 10;

    /// <summary>Lowers the priority of the calling thread for good.</summary>
    public static void Take()
    {
        // .NET sets no priorities on Linux. There the call concerns the calling thread alone, on other systems the whole process.
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
