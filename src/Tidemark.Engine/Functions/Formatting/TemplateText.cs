using System.Text;

namespace Tidemark.Engine.Functions;

/// <summary>Cuts templates into characters and quoted text: what both kinds of templates have in common.</summary>
internal static class TemplateText
{
    /// <summary>
    /// The characters of a quoted text, in which a backslash takes the next character as it is.
    /// <paramref name="at"/> stands on the opening quote before and behind the closing one after.
    /// </summary>
    public static List<string> Quoted(string template, ref int at)
    {
        var characters = new List<string>();
        for (at++; at < template.Length && template[at] != '"';)
        {
            if (template[at] == '\\' && at + 1 < template.Length) at++;
            characters.Add(Character(template, at));
            at += characters[^1].Length;
        }

        if (at < template.Length) at++;
        return characters;
    }

    /// <summary>The character at a place, both halves of it if it has two.</summary>
    public static string Character(string text, int at) => text.Substring(at, LengthAt(text, at));

    /// <summary>How many chars the character at a place takes.</summary>
    public static int LengthAt(string text, int at) => Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;

    /// <summary>White space as C's isspace has it in the "C" locale.</summary>
    public static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r');

    /// <summary>Printable ASCII that is neither letter nor digit.</summary>
    public static bool IsSeparator(char c) => c is > ' ' and < '\u007f' && !char.IsAsciiLetterOrDigit(c);

    /// <summary>The ending that makes an ordinal of digits: st, nd, rd or th.</summary>
    public static string Ordinal(string digits, bool upper)
    {
        var last = digits.Length > 1 && digits[^2] == '1' ? '0' : digits[^1];
        var ending = last switch
        {
            '1' => "st",
            '2' => "nd",
            '3' => "rd",
            _ => "th",
        };
        return upper ? ending.ToUpperInvariant() : ending;
    }
}
