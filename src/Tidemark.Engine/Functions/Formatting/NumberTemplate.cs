using System.Collections.Concurrent;
using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Where the sign S goes.</summary>
internal enum SignPlace
{
    /// <summary>There is no S.</summary>
    None,

    /// <summary>Before the first digit.</summary>
    Before,

    /// <summary>Behind the last digit.</summary>
    Behind,
}

/// <summary>A template of to_char and to_number for numbers: its pieces, and what they say together.</summary>
internal sealed class NumberTemplate
{
    private const int MaxCached = 256;
    private static readonly ConcurrentDictionary<string, NumberTemplate> Cache = new(StringComparer.Ordinal);

    private bool _hasSign;

    private NumberTemplate(string text)
    {
        Elements = [.. Cut(text)];
        // S behind all digits of a number without a point.
        if (AnchoredSign == SignPlace.Before && DigitsBeforeSign == IntegerDigits + ShiftDigits) AnchoredSign = SignPlace.Behind;
    }

    /// <summary>The pieces in order.</summary>
    public TemplateElement<NumberKeyword>[] Elements { get; }

    /// <summary>Digits before the point.</summary>
    public int IntegerDigits { get; private set; }

    /// <summary>Digits behind the point.</summary>
    public int FractionDigits { get; private set; }

    /// <summary>Digits behind V: the number is multiplied by that power of ten.</summary>
    public int ShiftDigits { get; private set; }

    /// <summary>The first place before the point that is a 0; -1 for none.</summary>
    public int FirstZero { get; private set; } = -1;

    /// <summary>Digits up to the last 0, wherever it is.</summary>
    public int DigitsToLastZero { get; private set; }

    /// <summary>V.</summary>
    public bool HasShift { get; private set; }

    /// <summary>Whether there is a point.</summary>
    public bool HasPoint { get; private set; }

    /// <summary>FM: no padding.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>EEEE.</summary>
    public bool HasExponent { get; private set; }

    /// <summary>RN.</summary>
    public bool IsRoman { get; private set; }

    /// <summary>PR.</summary>
    public bool HasBrackets { get; private set; }

    /// <summary>MI or SG.</summary>
    public bool HasMinus { get; private set; }

    /// <summary>PL or SG.</summary>
    public bool HasPlus { get; private set; }

    /// <summary>S.</summary>
    public SignPlace AnchoredSign { get; private set; }

    /// <summary>Whether MI, PL or SG write the sign.</summary>
    public bool HasOwnSign => HasMinus || HasPlus;

    private int DigitsBeforeSign { get; set; }

    private bool HasBlank { get; set; }

    /// <summary>The template that a text is.</summary>
    /// <exception cref="SqlException">42601: it contradicts itself.</exception>
    public static NumberTemplate Of(string text)
    {
        if (Cache.TryGetValue(text, out var known)) return known;
        var template = new NumberTemplate(text);
        if (Cache.Count >= MaxCached) Cache.Clear();
        Cache.TryAdd(text, template);
        return template;
    }

    private List<TemplateElement<NumberKeyword>> Cut(string text)
    {
        var elements = new List<TemplateElement<NumberKeyword>>();
        for (var at = 0; at < text.Length;)
        {
            if (NumberKeyword.At(text, at) is { } keyword)
            {
                at += keyword.Name.Length;
                Note(keyword.Pattern);
                elements.Add(new(TemplatePiece.Field, keyword, keyword.Name));
            }
            else if (text[at] == '"')
            {
                foreach (var character in TemplateText.Quoted(text, ref at)) elements.Add(new(TemplatePiece.Text, null, character));
            }
            else
            {
                if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '"') at++;
                elements.Add(new(TemplatePiece.Text, null, TemplateText.Character(text, at)));
                at += elements[^1].Text.Length;
            }
        }

        return elements;
    }

    private void Note(NumberPattern pattern)
    {
        if (HasExponent && pattern != NumberPattern.Exponent) throw FormattingErrors.Template("\"EEEE\" must be the last pattern used");
        switch (pattern)
        {
            case NumberPattern.Digit or NumberPattern.ZeroDigit:
                NoteDigit(pattern == NumberPattern.ZeroDigit);
                break;
            case NumberPattern.Blank:
                HasBlank |= IntegerDigits + FractionDigits == 0;
                break;
            case NumberPattern.Point or NumberPattern.LocalPoint:
                if (HasPoint) throw FormattingErrors.Template("multiple decimal points");
                if (HasShift) throw FormattingErrors.Template("cannot use \"V\" and decimal point together");
                HasPoint = true;
                break;
            case NumberPattern.Fill:
                IsFilled = true;
                break;
            case NumberPattern.AnchoredSign:
                NoteAnchoredSign();
                break;
            case NumberPattern.Minus:
                if (_hasSign) throw FormattingErrors.Template("cannot use \"S\" and \"MI\" together");
                HasMinus = true;
                break;
            case NumberPattern.Plus:
                if (_hasSign) throw FormattingErrors.Template("cannot use \"S\" and \"PL\" together");
                HasPlus = true;
                break;
            case NumberPattern.Sign:
                if (_hasSign) throw FormattingErrors.Template("cannot use \"S\" and \"SG\" together");
                HasMinus = HasPlus = true;
                break;
            case NumberPattern.Brackets:
                if (_hasSign || HasOwnSign) throw FormattingErrors.Template("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
                HasBrackets = true;
                break;
            case NumberPattern.RomanUpper or NumberPattern.RomanLower:
                IsRoman = true;
                break;
            case NumberPattern.Shift:
                if (HasPoint) throw FormattingErrors.Template("cannot use \"V\" and decimal point together");
                HasShift = true;
                break;
            case NumberPattern.Exponent:
                NoteExponent();
                break;
        }
    }

    private void NoteDigit(bool isZero)
    {
        if (HasBrackets) throw FormattingErrors.Template($"\"{(isZero ? 0 : 9)}\" must be ahead of \"PR\"");
        if (HasShift && !isZero)
        {
            ShiftDigits++;
            return;
        }

        if (isZero && FirstZero < 0 && !HasPoint) FirstZero = IntegerDigits;
        if (HasPoint) FractionDigits++;
        else IntegerDigits++;
        if (isZero) DigitsToLastZero = IntegerDigits + FractionDigits;
    }

    private void NoteAnchoredSign()
    {
        if (_hasSign) throw FormattingErrors.Template("cannot use \"S\" twice");
        if (HasOwnSign || HasBrackets) throw FormattingErrors.Template("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
        _hasSign = true;
        AnchoredSign = HasPoint ? SignPlace.Behind : SignPlace.Before;
        DigitsBeforeSign = IntegerDigits;
    }

    private void NoteExponent()
    {
        if (HasExponent) throw FormattingErrors.Template("cannot use \"EEEE\" twice");
        if (HasBlank || IsFilled || _hasSign || HasBrackets || HasOwnSign || IsRoman || HasShift)
        {
            throw FormattingErrors.Template("\"EEEE\" is incompatible with other formats", "\"EEEE\" may only be used together with digit and decimal point patterns.");
        }

        HasExponent = true;
    }
}
