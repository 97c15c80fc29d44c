using System.Diagnostics;

namespace Tidemark.Server.Tests.Clients;

/// <summary>Runs a client's command to its end.</summary>
internal static class ClientProgram
{
    public const string Python = "/usr/bin/python3";
    public const string Pgbench = "/usr/lib/postgresql/15/bin/pgbench";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>What it printed and its exit code.</summary>
    public static async Task<(string Output, int ExitCode)> RunAsync(string program, string[] arguments, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (await output + await errors, process.ExitCode);
    }
}
