using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>Lets a thread run only when no other wants to, or nearly so.</summary>
internal static partial class LowPriority
{
    // Ten steps below the process's own, which whoever comes first still has: about a tenth of a processor when others want all of it. What is never done at all would pile up.
    private static readonly Lazy<int> Niceness = new(() => Math.Min(19, GetPriority(0, 0) + 10));

    /// <summary>Lowers the priority of the calling thread for good.</summary>
    public static void Take()
    {
        // .NET sets no priorities on Linux. There the call concerns the calling thread alone, on other systems the whole process.
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, Niceness.Value);
        else Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    // A failure looks like a priority of -1, which does no harm here.
    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
