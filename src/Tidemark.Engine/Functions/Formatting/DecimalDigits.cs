namespace Tidemark.Engine.Functions;

/// <summary>A number as decimal digits, rounded to what a template shows of it.</summary>
/// <param name="IsNegative">Whether it has a minus.</param>
/// <param name="Integer">The digits before the point, at least one; # for each when there are more than the template has places for. NaN and infinities are their names.</param>
/// <param name="Fraction">The digits behind the point; null where the number has no point.</param>
internal readonly record struct DecimalDigits(bool IsNegative, string Integer, string? Fraction)
{
    /// <summary>The number that a text is.</summary>
    /// <param name="text">Sign, digits, and perhaps a point and more digits.</param>
    /// <param name="integerDigits">Places before the point.</param>
    /// <param name="fractionDigits">Places behind the point.</param>
    public static DecimalDigits Of(string text, int integerDigits, int fractionDigits)
    {
        var isNegative = text.StartsWith('-');
        var start = isNegative ? 1 : 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var integer = point < 0 ? text[start..] : text[start..point];
        return integer.Length > integerDigits
            ? new DecimalDigits(isNegative, new string('#', integerDigits), new string('#', fractionDigits))
            : new DecimalDigits(isNegative, integer, point < 0 ? null : text[(point + 1)..]);
    }
}
