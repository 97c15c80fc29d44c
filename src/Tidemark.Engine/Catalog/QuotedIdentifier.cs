namespace Tidemark.Engine.Catalog;

/// <summary>Identifiers in SQL text.</summary>
internal static class QuotedIdentifier
{
    /// <summary>The identifier as it must be written, quoted only where it needs to be.</summary>
    public static string Of(string identifier)
    {
        var isPlain = identifier.Length > 0 && (char.IsAsciiLetterLower(identifier[0]) || identifier[0] == '_')
            && identifier.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        return isPlain ? identifier : $"\"{identifier.Replace("\"", "\"\"")}\"";
    }
}
