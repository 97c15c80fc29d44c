using System.Text;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Names;

/// <summary>Names as values of text, as regclass and its kin read them: dotted parts, folded to lower case where not quoted.</summary>
internal static class WrittenName
{
    /// <summary>A name that has no dots.</summary>
    /// <exception cref="SqlException">42602: invalid name syntax.</exception>
    public static string ParseSingle(string text) => Parse(text) is { Parts.Count: 1 } name ? name.Object : throw Invalid();

    /// <summary>A name of any number of parts.</summary>
    /// <exception cref="SqlException">42602: invalid name syntax.</exception>
    public static QualifiedName Parse(string text)
    {
        var parts = new List<string>();
        var i = 0;
        while (true)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            var part = new StringBuilder();
            if (i < text.Length && text[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= text.Length) throw Invalid();
                    if (text[i] != '"') part.Append(text[i]);
                    else if (i + 1 < text.Length && text[i + 1] == '"') part.Append(text[i++]);
                    else break;
                }

                i++;
            }
            else
            {
                while (i < text.Length && text[i] != '.' && !char.IsWhiteSpace(text[i])) part.Append(char.ToLowerInvariant(text[i++]));
            }

            if (part.Length == 0) throw Invalid();
            parts.Add(part.ToString());
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            if (i == text.Length) return new QualifiedName([.. parts]);
            if (text[i++] != '.') throw Invalid();
        }
    }

    private static SqlException Invalid() => new(new SqlError { State = SqlState.InvalidName, Message = "invalid name syntax" });
}
