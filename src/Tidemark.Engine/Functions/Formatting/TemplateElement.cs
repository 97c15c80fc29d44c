namespace Tidemark.Engine.Functions;

/// <summary>What a piece of a template is.</summary>
internal enum TemplatePiece
{
    /// <summary>A keyword, such as YYYY or 9.</summary>
    Field,

    /// <summary>A character that stands for itself.</summary>
    Text,

    /// <summary>White space.</summary>
    Space,

    /// <summary>Punctuation, in templates of dates only.</summary>
    Separator,
}

/// <summary>What stands before and behind a keyword of a date template.</summary>
[Flags]
internal enum TemplateAffix
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>FM: no padding.</summary>
    Fill = 1,

    /// <summary>TM: names as the locale has them, which is English here, and without padding.</summary>
    Translated = 2,

    /// <summary>TH: an ordinal in capitals.</summary>
    OrdinalUpper = 4,

    /// <summary>th: an ordinal.</summary>
    OrdinalLower = 8,

    /// <summary>Either of the two.</summary>
    Ordinal = OrdinalUpper | OrdinalLower,
}

/// <summary>A piece of a template.</summary>
/// <typeparam name="TField">What keywords mean.</typeparam>
/// <param name="Piece">What it is.</param>
/// <param name="Field">The keyword; null for other pieces.</param>
/// <param name="Text">The character, or the keyword as it is written in the manual.</param>
/// <param name="Affix">What stands around the keyword.</param>
internal readonly record struct TemplateElement<TField>(TemplatePiece Piece, TField? Field, string Text, TemplateAffix Affix = TemplateAffix.None)
    where TField : class;
