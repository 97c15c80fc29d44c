using Microsoft.Extensions.Logging;
using Tidemark.Cli.Commands;

namespace Tidemark.Cli.Serving;

/// <summary>
/// A configuration file of lines <c>name = value</c>, as postgresql.conf has them: <c>#</c> begins a comment, a value may stand in single quotes (a quote in it
/// is doubled), and the last line of a name counts. Names of options are taken with <see cref="Text"/> and its siblings; all others are settings of sessions.
/// </summary>
internal sealed class ConfigurationFile
{
    private static readonly HashSet<string> OptionNames =
        ["data", "host", "port", "http-port", "password-file", "tls-cert", "tls-key", "max-connections", "log-level"];

    private readonly string _path;
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private ConfigurationFile(string path) => _path = path;

    /// <summary>The settings that sessions are to begin with.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        _values.Where(value => !OptionNames.Contains(value.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file; null gives an empty one.</summary>
    /// <exception cref="UsageException">A line is not of the form.</exception>
    public static ConfigurationFile Read(string? path)
    {
        var file = new ConfigurationFile(path ?? "");
        if (path is null) return file;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            file.Add(line.Trim(), number);
        }

        return file;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="UsageException">The value is not a number.</exception>
    public int? Number(string name) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, out var number) => number,
        var text => throw new UsageException($"{_path}: {name} = {text} is not a number"),
    };

    /// <exception cref="UsageException">The value is not a port.</exception>
    public int? Port(string name) => Number(name) switch
    {
        null => null,
        >= 0 and <= 65535 and var port => port,
        var other => throw new UsageException($"{_path}: {name} = {other} is not a port"),
    };

    /// <exception cref="UsageException">The value is not a log level.</exception>
    public LogLevel? Level(string name) => Text(name) switch
    {
        null => null,
        var text when Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) => level,
        var text => throw new UsageException($"{_path}: {name} = {text} is not one of {string.Join(", ", Enum.GetNames<LogLevel>())}"),
    };

    private void Add(string line, int number)
    {
        if (line.Length == 0 || line[0] == '#') return;
        var equals = line.IndexOf('=');
        if (equals <= 0) throw new UsageException($"{_path}, line {number}: expected name = value");
        _values[line[..equals].Trim()] = Value(line[(equals + 1)..].Trim(), number);
    }

    private string Value(string text, int number)
    {
        if (!text.StartsWith('\''))
        {
            var comment = text.IndexOf('#');
            return (comment < 0 ? text : text[..comment]).Trim();
        }

        var value = new System.Text.StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != '\'') value.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '\'') value.Append(text[i++]);
            else return value.ToString();
        }

        throw new UsageException($"{_path}, line {number}: a quote is not closed");
    }
}
