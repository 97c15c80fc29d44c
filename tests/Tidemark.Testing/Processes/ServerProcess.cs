using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Tidemark.Testing.Wire;

namespace Tidemark.Testing.Processes;

/// <summary>A process that serves PostgreSQL's protocol: started, waited for, ended; what it printed is kept for the failure report.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private ServerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts the process and returns when a client can connect.</summary>
    public static async Task<ServerProcess> StartAsync(string executable, IEnumerable<string> arguments, ServerAddress address)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            await server.UntilReadyAsync(address);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Asks the process to end (a signal by name, TERM or INT) and returns its exit code.</summary>
    public async Task<int> StopAsync(string signal)
    {
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private async Task UntilReadyAsync(ServerAddress address)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"the server ended with code {process.ExitCode}:\n{Output}");

            try
            {
                await using var connection = await WireConnection.ConnectAsync(address);
                return;
            }
            catch (Exception error) when (error is SocketException or IOException or WireException)
            {
                if (deadline.Elapsed > Patience)
                    throw new TimeoutException($"the server is not ready after {Patience.TotalSeconds} s ({error.Message}):\n{Output}", error);
                await Task.Delay(PollInterval);
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }
}
