using Tidemark.Scripts.Commands;
using Tidemark.Testing;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>The scripts of the repository, by their paths below tests/scripts.</summary>
public static class ScriptCorpus
{
    private static readonly string Directory = System.IO.Path.Combine(Repository.Root, "tests", "scripts");

    /// <summary>Without TimescaleDB's own surface, which PostgreSQL does not have.</summary>
    public static TheoryData<string> PostgresFiles => [.. All.Where(file => !IsTimescale(file))];

    /// <summary>TimescaleDB's own surface.</summary>
    public static TheoryData<string> TimescaleFiles => [.. All.Where(IsTimescale)];

    public static TheoryData<string> Files => [.. All];

    internal static IEnumerable<string> All => ScriptFiles.Below(Directory).Select(path => System.IO.Path.GetRelativePath(Directory, path));

    private static bool IsTimescale(string file) => file.StartsWith("timescale" + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public static string Path(string file) => System.IO.Path.Combine(Directory, file);
}
