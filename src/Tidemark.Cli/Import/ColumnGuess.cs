using System.Globalization;
using System.Text.RegularExpressions;

namespace Tidemark.Cli.Import;

/// <summary>The narrowest type that all values of a column fit.</summary>
/// <param name="Type">The SQL type.</param>
internal sealed partial record ColumnGuess(string Type)
{
    private static readonly (string Type, Func<string, bool> Fits)[] Candidates =
    [
        ("boolean", value => value.ToLowerInvariant() is "true" or "false" or "t" or "f"),
        ("integer", value => IsPlainInteger(value) && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)),
        ("bigint", value => IsPlainInteger(value) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)),
        ("double precision", value => Number().IsMatch(value)),
        ("timestamptz", value => Timestamp().IsMatch(value)),
    ];

    /// <summary>Guesses from a column's values; empty ones are NULL and fit everything. A column without any value is text.</summary>
    public static ColumnGuess Of(IEnumerable<string> values)
    {
        var given = values.Where(value => value.Length > 0).ToList();
        if (given.Count == 0) return new ColumnGuess("text");
        foreach (var (type, fits) in Candidates)
        {
            if (given.TrueForAll(value => fits(value))) return new ColumnGuess(type);
        }

        return new ColumnGuess("text");
    }

    // 007 is a name, not a number.
    private static bool IsPlainInteger(string value) => value.TrimStart('-', '+') is not ['0', _, ..];

    [GeneratedRegex(@"^([+-]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][+-]?[0-9]+)?|[+-]?\.[0-9]+([eE][+-]?[0-9]+)?|NaN|[+-]?[Ii]nf(inity)?)$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?$")]
    private static partial Regex Timestamp();
}
