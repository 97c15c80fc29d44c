using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tidemark.Server.Transport;

/// <summary>
/// Looks for the next message of a client for a moment before the thread that waits for it falls asleep (Linux: recv with MSG_DONTWAIT). On a processor that has nothing else to do, falling asleep and being
/// woken up costs more than a look-up of a row. Where others want the processor looking only delays them, and the answer too: a look that took long, because they ran meanwhile, and a client that asks nothing
/// soon, end the looking for some messages. One for each connection; used by one thread at a time.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class PromptReceive(Socket socket)
{
    // MSG_DONTWAIT.
    private const int DoNotWait = 0x40;
    private const int Interrupted = 4;
    private const int Again = 11;

    // How many messages are waited for asleep before it is tried again: the more, the oftener others ran meanwhile.
    private const int LeastAfterContention = 64;
    private const int MostAfterContention = 1024;
    private const int AfterSilence = 16;

    // As long as a program takes that asks the next question at once.
    private static readonly long Patience = Microseconds(100);

    // Much longer than giving way to nobody and looking.
    private static readonly long LongLook = Microseconds(50);

    private int _asleep;
    private int _afterContention = LeastAfterContention;

    /// <summary>Takes what arrives in a moment; null when nothing does, 0 at the end of the connection or when it is broken.</summary>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public int? TryReceive(Span<byte> bytes)
    {
        if (_asleep > 0)
        {
            _asleep--;
            return null;
        }

        var begin = Stopwatch.GetTimestamp();
        var last = begin;
        while (true)
        {
            Thread.Yield();
            var count = Look(bytes);
            var now = Stopwatch.GetTimestamp();
            if (now - last > LongLook)
            {
                _asleep = _afterContention;
                _afterContention = Math.Min(_afterContention * 2, MostAfterContention);
                return count;
            }

            if (count is not null)
            {
                _afterContention = Math.Max(_afterContention / 2, LeastAfterContention);
                return count;
            }

            if (now - begin > Patience)
            {
                _asleep = AfterSilence;
                return null;
            }

            last = now;
        }
    }

    private int? Look(Span<byte> bytes)
    {
        var count = Receive(socket.SafeHandle, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, DoNotWait);
        if (count >= 0) return (int)count;
        return Marshal.GetLastPInvokeError() is Again or Interrupted ? null : 0;
    }

    private static long Microseconds(int count) => Stopwatch.Frequency / 1_000_000 * count;

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeSocketHandle socket, ref byte bytes, nuint count, int flags);
}
