using System.Collections.Concurrent;

namespace Tidemark.Engine.Functions;

/// <summary>
/// A template of to_char, to_date and to_timestamp, cut into its pieces. A keyword may have FM or TM before it and TH or th behind it; text in double quotes, and what is
/// no keyword, stands for itself.
/// </summary>
internal sealed class DateTimeTemplate
{
    private const int MaxCached = 256;
    private static readonly ConcurrentDictionary<string, DateTimeTemplate> Cache = new(StringComparer.Ordinal);

    private DateTimeTemplate(TemplateElement<DateTimeKeyword>[] elements) => Elements = elements;

    /// <summary>The pieces in order.</summary>
    public TemplateElement<DateTimeKeyword>[] Elements { get; }

    /// <summary>The template that a text is.</summary>
    public static DateTimeTemplate Of(string text)
    {
        if (Cache.TryGetValue(text, out var known)) return known;
        var template = new DateTimeTemplate([.. Cut(text)]);
        if (Cache.Count >= MaxCached) Cache.Clear();
        Cache.TryAdd(text, template);
        return template;
    }

    private static List<TemplateElement<DateTimeKeyword>> Cut(string text)
    {
        var elements = new List<TemplateElement<DateTimeKeyword>>();
        for (var at = 0; at < text.Length;)
        {
            var affix = Prefix(text, ref at);
            if (at == text.Length) break;
            if (DateTimeKeyword.At(text, at) is { } keyword)
            {
                at += keyword.Name.Length;
                elements.Add(new(TemplatePiece.Field, keyword, keyword.Name, affix | Suffix(text, ref at)));
            }
            else if (text[at] == '"')
            {
                foreach (var character in TemplateText.Quoted(text, ref at)) elements.Add(new(TemplatePiece.Text, null, character));
            }
            else
            {
                // Outside of quotes a backslash means something only before a quote.
                if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '"') at++;
                var piece = TemplateText.IsSeparator(text[at]) ? TemplatePiece.Separator : TemplateText.IsSpace(text[at]) ? TemplatePiece.Space : TemplatePiece.Text;
                elements.Add(new(piece, null, TemplateText.Character(text, at)));
                at += elements[^1].Text.Length;
            }
        }

        return elements;
    }

    private static TemplateAffix Prefix(string text, ref int at)
    {
        var affix = Has(text, at, "FM") || Has(text, at, "fm") ? TemplateAffix.Fill
            : Has(text, at, "TM") || Has(text, at, "tm") ? TemplateAffix.Translated
            : TemplateAffix.None;
        if (affix != TemplateAffix.None) at += 2;
        return affix;
    }

    private static TemplateAffix Suffix(string text, ref int at)
    {
        var affix = Has(text, at, "TH") ? TemplateAffix.OrdinalUpper : Has(text, at, "th") ? TemplateAffix.OrdinalLower : TemplateAffix.None;
        // SP, spelled numbers, is in the grammar of templates and does nothing.
        if (affix != TemplateAffix.None || Has(text, at, "SP")) at += 2;
        return affix;
    }

    private static bool Has(string text, int at, string affix) => string.CompareOrdinal(text, at, affix, 0, affix.Length) == 0;
}
