namespace Tidemark.Scripts.Format;

/// <summary>A script file: its lines as they are, and the records that they make.</summary>
internal sealed record Script(string Path, IReadOnlyList<string> Lines, IReadOnlyList<ScriptRecord> Records)
{
    public bool HasRestart => Records.Any(record => record.IsRestart);

    public static Script Load(string path) => ScriptParser.Parse(path, File.ReadAllText(path));
}
