using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tidemark.Server.Transport;

/// <summary>
/// Tells when a socket for which somebody waits can be read or written, and only then (Linux, epoll with EPOLLONESHOT). The runtime's own event loop watches a socket from its
/// first asynchronous operation on and wakes up for everything that arrives, also while the connection's thread takes it itself, which costs twice the work for each message.
/// One thread for the process. Thread-safe.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class SocketWatch
{
    private const int ControlAdd = 1;
    private const int ControlModify = 3;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const int Capacity = 64;

    // EPOLLIN | EPOLLRDHUP | EPOLLONESHOT.
    private const uint Arrival = 0x1 | 0x2000 | 0x40000000;

    // EPOLLOUT | EPOLLONESHOT.
    private const uint Room = 0x4 | 0x40000000;

    // struct epoll_event: 32 bits of events and 64 bits of the caller's, packed on x86-64 only (man 2 epoll_ctl, sys/epoll.h).
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private static readonly ConcurrentDictionary<int, TaskCompletionSource> Waiting = new();
    private static readonly int Descriptor = Start();

    /// <summary>Completes when there is something to receive, the end of the connection included; possibly also without, so that the caller looks. One waits for a socket at a time.</summary>
    /// <exception cref="SocketException">The socket cannot be watched.</exception>
    public static Task ArrivalAsync(Socket socket, CancellationToken cancellation) => WaitAsync(socket, Arrival, cancellation);

    /// <summary>Completes when the socket takes bytes again, or is broken; possibly also without. One waits for a socket at a time.</summary>
    /// <exception cref="SocketException">The socket cannot be watched.</exception>
    public static Task RoomAsync(Socket socket, CancellationToken cancellation) => WaitAsync(socket, Room, cancellation);

    private static async Task WaitAsync(Socket socket, uint events, CancellationToken cancellation)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting[descriptor] = arrival;
        await using var registration = cancellation.Register(() => arrival.TrySetCanceled(cancellation)).ConfigureAwait(false);
        try
        {
            Arm(descriptor, events);
            await arrival.Task.ConfigureAwait(false);
        }
        finally
        {
            Waiting.TryRemove(KeyValuePair.Create(descriptor, arrival));
        }
    }

    private static int Start()
    {
        var descriptor = EpollCreate(CloseOnExec);
        if (descriptor < 0) throw new SocketException(Marshal.GetLastPInvokeError());
        new Thread(() => Run(descriptor)) { IsBackground = true, Name = "tidemark sockets" }.Start();
        return descriptor;
    }

    private static void Arm(int descriptor, uint events)
    {
        Span<byte> request = stackalloc byte[EventSize];
        request.Clear();
        MemoryMarshal.Write(request, events);
        MemoryMarshal.Write(request[DataOffset..], (long)descriptor);
        ref var first = ref MemoryMarshal.GetReference(request);
        if (EpollControl(Descriptor, ControlModify, descriptor, ref first) == 0) return;
        if (EpollControl(Descriptor, ControlAdd, descriptor, ref first) == 0) return;
        throw new SocketException(Marshal.GetLastPInvokeError());
    }

    private static void Run(int descriptor)
    {
        var events = new byte[EventSize * Capacity];
        while (true)
        {
            var count = EpollWait(descriptor, ref events[0], Capacity, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted) throw new SocketException(Marshal.GetLastPInvokeError());
            for (var i = 0; i < count; i++)
            {
                var waiting = (int)MemoryMarshal.Read<long>(events.AsSpan((i * EventSize) + DataOffset));
                if (Waiting.TryGetValue(waiting, out var arrival)) arrival.TrySetResult();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, ref byte request);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollWait(int epoll, ref byte events, int capacity, int timeout);
}
