using Tidemark.Testing.Processes;

namespace Tidemark.Scripts.Tests;

/// <summary>Tidemark with the settings of tests/scripts/tidemark.conf.</summary>
internal static class ScriptServer
{
    public static Task<TidemarkProcess> StartAsync() => TidemarkProcess.StartAsync(null, null, "--config", Configuration);

    /// <param name="settings">Further settings, a line each.</param>
    /// <param name="directory">Where the configuration goes.</param>
    public static async Task<TidemarkProcess> StartAsync(string settings, string directory)
    {
        var file = Path.Combine(directory, "hostile.conf");
        await File.WriteAllTextAsync(file, $"{await File.ReadAllTextAsync(Configuration)}\n{settings}\n");
        return await TidemarkProcess.StartAsync(null, null, "--config", file);
    }

    private static string Configuration => ScriptCorpus.Path("tidemark.conf");
}
