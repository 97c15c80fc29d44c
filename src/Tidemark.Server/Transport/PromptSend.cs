using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tidemark.Server.Transport;

/// <summary>
/// Sends without waiting on a socket whose reads wait (Linux, send with MSG_DONTWAIT): the runtime has one mode for both directions. Thread-safe.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class PromptSend
{
    // MSG_DONTWAIT | MSG_NOSIGNAL: a client that is gone is an error here and no signal to the process.
    private const int Flags = 0x40 | 0x4000;
    private const int Interrupted = 4;
    private const int Again = 11;

    /// <summary>Hands bytes to the system; returns how many it took, 0 when it takes none at the moment.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bytes">At least one byte.</param>
    /// <exception cref="SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed.</exception>
    public static int Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var count = Send(socket.SafeHandle, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, Flags);
            if (count >= 0) return (int)count;
            var error = Marshal.GetLastPInvokeError();
            if (error == Again) return 0;
            if (error != Interrupted) throw new SocketException(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeSocketHandle socket, in byte bytes, nuint count, int flags);
}
