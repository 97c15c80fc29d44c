using Tidemark.Testing.Wire;

namespace Tidemark.Testing.Processes;

/// <summary>The tidemark command as a server of its own: what tests of the whole product start, kill and start again.</summary>
public sealed class TidemarkProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory? ownDirectory;
    private readonly string[] options;
    private ServerProcess server = null!;

    private TidemarkProcess(string? dataDirectory, int? port, string[] options)
    {
        ownDirectory = dataDirectory is null ? new TemporaryDirectory() : null;
        DataDirectory = dataDirectory ?? ownDirectory!.Path;
        Address = new ServerAddress("127.0.0.1", port ?? FreePort.Next());
        this.options = options;
    }

    public string DataDirectory { get; }

    public ServerAddress Address { get; }

    public string ConnectionString => Address.ConnectionString;

    public int ProcessId => server.Id;

    /// <summary>What the current process printed so far.</summary>
    public string Output => server.Output;

    /// <summary>
    /// The executable: TIDEMARK_EXECUTABLE if that is set, else what the solution built in the configuration of the
    /// running tests; null when there is none.
    /// </summary>
    public static string? Executable
    {
        get
        {
            if (Environment.GetEnvironmentVariable("TIDEMARK_EXECUTABLE") is { Length: > 0 } given)
                return given;

            var name = OperatingSystem.IsWindows() ? "tidemark.exe" : "tidemark";
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var built = Path.Combine(Repository.Root, "src", "Tidemark.Cli", "bin", configuration, "net10.0", name);
            return File.Exists(built) ? built : null;
        }
    }

    /// <summary>Starts `tidemark serve` and returns when it answers.</summary>
    /// <param name="dataDirectory">Null for a temporary one, deleted in the end.</param>
    /// <param name="port">Null for a free one.</param>
    /// <param name="options">Further options of the command line.</param>
    public static async Task<TidemarkProcess> StartAsync(string? dataDirectory = null, int? port = null, params string[] options)
    {
        var process = new TidemarkProcess(dataDirectory, port, options);
        try
        {
            await process.LaunchAsync();
            return process;
        }
        catch
        {
            process.ownDirectory?.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public Task KillAsync() => server.KillAsync();

    /// <summary>Ends the process as an administrator would; returns its exit code.</summary>
    public Task<int> StopAsync() => server.StopAsync("TERM");

    /// <summary>Starts again on the same directory and port, after ending the process (kindly) if it still runs.</summary>
    public async Task RestartAsync()
    {
        if (!server.HasExited)
            await StopAsync();
        await server.DisposeAsync();
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        ownDirectory?.Dispose();
    }

    private async Task LaunchAsync()
    {
        var executable = Executable ?? throw new FileNotFoundException("the tidemark command is not built");
        server = await ServerProcess.StartAsync(executable, ["serve", "--data", DataDirectory, "--port", $"{Address.Port}", .. options], Address);
    }
}
