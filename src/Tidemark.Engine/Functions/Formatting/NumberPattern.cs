namespace Tidemark.Engine.Functions;

/// <summary>What a keyword of a number template stands for.</summary>
internal enum NumberPattern
{
    Digit,
    ZeroDigit,
    Point,
    LocalPoint,
    Comma,
    Group,
    Currency,
    Blank,
    Exponent,
    Fill,
    Minus,
    Plus,
    Brackets,
    RomanUpper,
    RomanLower,
    AnchoredSign,
    Sign,
    OrdinalUpper,
    OrdinalLower,
    Shift,
    Spelled,
}

/// <summary>A keyword of a number template.</summary>
/// <param name="Name">How it is written.</param>
/// <param name="Pattern">What it stands for.</param>
internal sealed record NumberKeyword(string Name, NumberPattern Pattern)
{
    private static readonly NumberKeyword[] All =
    [
        new(",", NumberPattern.Comma), new(".", NumberPattern.Point), new("0", NumberPattern.ZeroDigit), new("9", NumberPattern.Digit),
        .. Letters("B", NumberPattern.Blank), .. Letters("C", NumberPattern.Blank), .. Letters("D", NumberPattern.LocalPoint), .. Letters("EEEE", NumberPattern.Exponent),
        .. Letters("FM", NumberPattern.Fill), .. Letters("G", NumberPattern.Group), .. Letters("L", NumberPattern.Currency), .. Letters("MI", NumberPattern.Minus),
        .. Letters("PL", NumberPattern.Plus), .. Letters("PR", NumberPattern.Brackets), .. Letters("SG", NumberPattern.Sign), .. Letters("SP", NumberPattern.Spelled),
        .. Letters("S", NumberPattern.AnchoredSign), .. Letters("V", NumberPattern.Shift),
        new("RN", NumberPattern.RomanUpper), new("rn", NumberPattern.RomanLower), new("TH", NumberPattern.OrdinalUpper), new("th", NumberPattern.OrdinalLower),
    ];

    /// <summary>The longest keyword that a text has at a place.</summary>
    public static NumberKeyword? At(string text, int at)
    {
        NumberKeyword? longest = null;
        foreach (var keyword in All)
        {
            if (keyword.Name.Length > (longest?.Name.Length ?? 0) && string.CompareOrdinal(text, at, keyword.Name, 0, keyword.Name.Length) == 0) longest = keyword;
        }

        return longest;
    }

    private static NumberKeyword[] Letters(string name, NumberPattern pattern) => [new(name, pattern), new(name.ToLowerInvariant(), pattern)];
}
