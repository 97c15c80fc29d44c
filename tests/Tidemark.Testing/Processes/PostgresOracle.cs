using System.Diagnostics;
using System.Runtime.InteropServices;
using Tidemark.Testing.Wire;

namespace Tidemark.Testing.Processes;

/// <summary>A PostgreSQL 15 of its own for a test run: what the dialect is measured by.</summary>
public sealed class PostgresOracle : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private const string OrdinaryUser = "postgres";

    private readonly TemporaryDirectory directory;
    private readonly ServerProcess server;

    private PostgresOracle(TemporaryDirectory directory, ServerProcess server, ServerAddress address)
    {
        this.directory = directory;
        this.server = server;
        Address = address;
    }

    public static bool IsInstalled => File.Exists($"{Binaries}/initdb");

    public ServerAddress Address { get; }

    public string ConnectionString => Address.ConnectionString;

    /// <summary>Creates a cluster in a temporary directory and serves it on a free port, without durability.</summary>
    public static async Task<PostgresOracle> StartAsync()
    {
        var directory = new TemporaryDirectory();
        try
        {
            var data = Path.Combine(directory.Path, "data");
            if (IsRoot)
                await RunAsync("chown", [OrdinaryUser, directory.Path]);
            await RunAsync(AsOrdinaryUser(["initdb", "-D", data, "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8", "--no-sync"]));

            var address = new ServerAddress("127.0.0.1", FreePort.Next());
            string[] settings =
            [
                $"port={address.Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off",
                "timezone=UTC", "log_timezone=UTC", "log_min_messages=panic",
            ];
            var command = AsOrdinaryUser(["postgres", "-D", data, .. settings.SelectMany(setting => (string[])["-c", setting])]);
            var server = await ServerProcess.StartAsync(command[0], command[1..], address);
            return new PostgresOracle(directory, server, address);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A fast shutdown: sessions are ended, the processes of the cluster go together.
        await server.StopAsync("INT");
        await server.DisposeAsync();
        directory.Dispose();
    }

    private static bool IsRoot => GetEffectiveUserId() == 0;

    /// <summary>PostgreSQL refuses to run as root, so there it runs as the user that its package made.</summary>
    private static string[] AsOrdinaryUser(string[] command)
    {
        string[] absolute = [$"{Binaries}/{command[0]}", .. command[1..]];
        return IsRoot ? ["setpriv", $"--reuid={OrdinaryUser}", $"--regid={OrdinaryUser}", "--init-groups", .. absolute] : absolute;
    }

    private static Task RunAsync(string[] command) => RunAsync(command[0], command[1..]);

    private static async Task RunAsync(string executable, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{executable} ended with code {process.ExitCode}:\n{await output}{await errors}");
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
