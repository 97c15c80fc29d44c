using System.Text;
using Tidemark.Errors;

namespace Tidemark.Server.Connections;

/// <summary>
/// The startup parameter <c>options</c>, which is written like a command line: <c>-c name=value</c>, <c>-cname=value</c> or <c>--name=value</c>, divided by
/// spaces; a backslash takes the next character as it is.
/// </summary>
internal static class CommandLineOptions
{
    /// <summary>The settings given.</summary>
    /// <exception cref="SqlException">42601: something that is not a setting.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string options)
    {
        var words = Split(options);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            string assignment;
            if (word == "-c" && i + 1 < words.Count) assignment = words[++i];
            else if (word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith("-c", StringComparison.Ordinal)) assignment = word[2..];
            else throw Invalid(word);

            var equals = assignment.IndexOf('=');
            if (equals <= 0) throw Invalid(word);
            yield return new KeyValuePair<string, string>(assignment[..equals].Replace('-', '_'), assignment[(equals + 1)..]);
        }
    }

    private static List<string> Split(string options)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i] == '\\' && i + 1 < options.Length)
            {
                word.Append(options[++i]);
            }
            else if (!char.IsWhiteSpace(options[i]))
            {
                word.Append(options[i]);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    private static SqlException Invalid(string word) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Severity = Severity.Fatal,
        Message = $"invalid command-line argument for server process: {word}",
    });
}
