using System.Runtime.InteropServices;

namespace Tidemark.Storage;

/// <summary>
/// Lets one thread wait until another sets it, once for each wait. On Linux it is a futex (man 2 futex): one call to sleep and one to wake, where a monitor makes several of each, and hands its lock over
/// besides. Elsewhere it is a monitor.
/// </summary>
internal sealed partial class WakeSignal
{
    private const int Clear = 0;
    private const int Asleep = 1;
    private const int IsSet = 2;

    // FUTEX_WAIT and FUTEX_WAKE with FUTEX_PRIVATE_FLAG.
    private const int FutexWait = 0 | 128;
    private const int FutexWake = 1 | 128;

    private static readonly long FutexCall = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    // Where the kernel finds it again.
    private readonly int[] _state = GC.AllocateArray<int>(1, pinned: true);

    /// <summary>Waits for <see cref="Set"/>, which may have come before, and clears it.</summary>
    public void Wait()
    {
        ref var state = ref _state[0];
        if (FutexCall != 0)
        {
            if (Interlocked.CompareExchange(ref state, Asleep, Clear) == Clear)
            {
                // It comes back early when a signal arrives, or for no reason.
                while (Volatile.Read(ref state) == Asleep) Call(FutexCall, ref state, FutexWait, Asleep, 0, 0, 0);
            }

            Volatile.Write(ref state, Clear);
            return;
        }

        lock (_state)
        {
            while (state != IsSet) Monitor.Wait(_state);
            state = Clear;
        }
    }

    /// <summary>Ends the wait, or the next one.</summary>
    public void Set()
    {
        ref var state = ref _state[0];
        if (FutexCall != 0)
        {
            if (Interlocked.Exchange(ref state, IsSet) == Asleep) Call(FutexCall, ref state, FutexWake, 1, 0, 0, 0);
            return;
        }

        lock (_state)
        {
            state = IsSet;
            Monitor.Pulse(_state);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long Call(long number, ref int word, long operation, long value, nint timeout, nint second, long third);
}
