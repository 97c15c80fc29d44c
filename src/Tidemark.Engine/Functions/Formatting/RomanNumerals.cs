using System.Text;

namespace Tidemark.Engine.Functions;

/// <summary>Roman numerals.</summary>
internal static class RomanNumerals
{
    private static readonly (int Value, string Letters)[] Steps =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];

    /// <summary>The numeral of 1 to 3999.</summary>
    public static string Of(int number)
    {
        var numeral = new StringBuilder();
        foreach (var (value, letters) in Steps)
        {
            for (; number >= value; number -= value) numeral.Append(letters);
        }

        return numeral.ToString();
    }
}
