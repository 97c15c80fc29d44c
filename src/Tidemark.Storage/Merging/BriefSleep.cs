using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>Gives the processor away for the shortest time that the system knows; .NET's own sleep takes a millisecond.</summary>
internal static partial class BriefSleep
{
    // Linux adds the thread's timer slack, 50 microseconds.
    private const uint Microseconds = 20;

    /// <summary>Sleeps.</summary>
    public static void Take()
    {
        // That a signal cuts it short does no harm.
        if (OperatingSystem.IsWindows()) Thread.Yield();
        else _ = Sleep(Microseconds);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
