using System.Diagnostics;
using Tidemark.Testing.Processes;

namespace Tidemark.Testing.Files;

/// <summary>A disk of some megabytes, in memory, that can really be full. Linux, for root: it is mounted.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    /// <summary>Mounts one.</summary>
    public SmallDisk(int megabytes)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", directory.Path);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Whether this user may mount one.</summary>
    public static bool IsAllowed => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public string Path => directory.Path;

    public void Dispose()
    {
        Run("umount", directory.Path);
        directory.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {error}");
    }
}
