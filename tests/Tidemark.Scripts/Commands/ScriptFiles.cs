namespace Tidemark.Scripts.Commands;

/// <summary>The scripts that arguments name: files, files with a line (path.slt:42), and directories with all below them.</summary>
internal static class ScriptFiles
{
    public static IEnumerable<(string Path, int? Line)> Find(IEnumerable<string> arguments) => arguments.SelectMany(Find);

    public static IEnumerable<string> Below(string directory) =>
        Directory.EnumerateFiles(directory, "*.slt", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static IEnumerable<(string, int?)> Find(string argument)
    {
        if (Directory.Exists(argument))
            return Below(argument).Select(path => (path, (int?)null));
        if (argument.LastIndexOf(':') is > 0 and var colon && int.TryParse(argument[(colon + 1)..], out var line))
            return [(argument[..colon], line)];
        return [(argument, null)];
    }
}
