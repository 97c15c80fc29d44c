namespace Tidemark.Cli.Prompt;

/// <summary>The lines typed before, kept in a file of the user's from one session to the next.</summary>
internal sealed class LineHistory
{
    private const int Limit = 2000;

    private readonly string? _file;
    private readonly List<string> _lines = [];

    private LineHistory(string? file) => _file = file;

    /// <summary>How many lines there are.</summary>
    public int Count => _lines.Count;

    /// <summary>A line, the oldest first.</summary>
    public string this[int index] => _lines[index];

    /// <summary>Reads the user's file; a history that cannot be read is an empty one.</summary>
    public static LineHistory Load()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.Create);
        if (folder.Length == 0) return new LineHistory(null);
        var history = new LineHistory(Path.Combine(folder, "tidemark", "history"));
        try
        {
            if (File.Exists(history._file)) history._lines.AddRange(File.ReadLines(history._file).TakeLast(Limit));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new LineHistory(null);
        }

        return history;
    }

    /// <summary>Adds a line, unless it repeats the one before.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line)) return;
        _lines.Add(line);
    }

    /// <summary>Writes the file.</summary>
    public void Save()
    {
        if (_file is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            File.WriteAllLines(_file, _lines.TakeLast(Limit));
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"tidemark: the history cannot be kept: {unwritable.Message}");
        }
    }
}
