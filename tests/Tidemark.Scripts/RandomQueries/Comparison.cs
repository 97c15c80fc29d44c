using System.Globalization;
using System.Text.RegularExpressions;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.RandomQueries;

/// <summary>How the answers of two servers relate.</summary>
internal enum Verdict
{
    Same,
    Different,

    /// <summary>Nobody promises that they are the same: which rows are computed before an error stops the query, what takes too long.</summary>
    Open,
}

/// <summary>Compares answers to one query.</summary>
internal static partial class Comparison
{
    private const string Cancelled = "57014";

    // PostgreSQL's own defects: some LATERAL references through outer joins end in "failed to build any 4-way joins". Tidemark's internal errors are differences.
    private const string Internal = "XX000";

    public static Verdict Of(WireResponse expected, WireResponse actual, bool isOrdered)
    {
        if (expected.Error?.SqlState == Cancelled || actual.Error?.SqlState == Cancelled || expected.Error?.SqlState == Internal)
            return Verdict.Open;
        if (expected.Error is { } wanted && actual.Error is { } got)
            return wanted.SqlState == got.SqlState || (IsOfValues(wanted) && IsOfValues(got)) ? Verdict.Same : Verdict.Different;
        if (expected.Error is not null || actual.Error is not null)
            return IsOfValues(expected.Error ?? actual.Error!) ? Verdict.Open : Verdict.Different;
        var (left, right) = (expected.Results[^1], actual.Results[^1]);
        if (!left.Columns!.SequenceEqual(right.Columns!) || left.Rows.Count != right.Rows.Count)
            return Verdict.Different;
        return Rows(left, isOrdered).SequenceEqual(Rows(right, isOrdered)) ? Verdict.Same : Verdict.Different;
    }

    // Errors that depend on the values that are computed; the patterns of to_char (42601, without the position that an error of syntax has) and units of time (0A000) are values too.
    private static bool IsOfValues(WireNotice error) =>
        error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState is "21000" || (error.SqlState is "42601" && error.Position is null)
        || (error.SqlState is "0A000" && error.Message.StartsWith("unit \"", StringComparison.Ordinal));

    private static string[] Rows(WireResult result, bool isOrdered)
    {
        var rows = result.Rows.Select(row => string.Join('|', row.Select((value, i) => value is null ? "NULL" : Normal(value, result.Columns![i].TypeOid)))).ToArray();
        if (!isOrdered) Array.Sort(rows, StringComparer.Ordinal);
        return rows;
    }

    /// <summary>A value such that equal ones look equal: of numbers of different scale and intervals of different units any may stand for the others.</summary>
    private static string Normal(string value, uint type)
    {
        const uint float8 = 701;
        const uint interval = 1186;
        const uint numeric = 1700;
        const uint jsonb = 3802;
        switch (type)
        {
            case numeric when value.Contains('.'):
                return Unscaled(value);
            case jsonb:
                return StringsAndFractions().Replace(value, part => part.Value[0] == '"' ? part.Value : Unscaled(part.Value));
            case float8 when double.TryParse(value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return number == 0 ? "0" : number.ToString("E13", CultureInfo.InvariantCulture);
            case interval:
                return Microseconds(value).ToString(CultureInfo.InvariantCulture);
            default:
                return value;
        }
    }

    private static string Unscaled(string number) => number.TrimEnd('0').TrimEnd('.') is var trimmed && trimmed is "-0" or "" ? "0" : trimmed;

    // Of a JSON text; fractions within strings are no numbers.
    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|-?\d+\.\d+")]
    private static partial Regex StringsAndFractions();

    private static decimal Microseconds(string interval)
    {
        const decimal day = 86_400_000_000;
        var total = 0m;
        var words = interval.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Contains(':'))
            {
                var parts = words[i].TrimStart('-', '+').Split(':');
                var time = (decimal.Parse(parts[0], CultureInfo.InvariantCulture) * 3600) + (decimal.Parse(parts[1], CultureInfo.InvariantCulture) * 60) + decimal.Parse(parts[2], CultureInfo.InvariantCulture);
                total += time * 1_000_000 * (words[i][0] == '-' ? -1 : 1);
                continue;
            }

            total += decimal.Parse(words[i], CultureInfo.InvariantCulture) * words[++i] switch
            {
                "year" or "years" => 360 * day,
                "mon" or "mons" => 30 * day,
                _ => day,
            };
        }

        return total;
    }
}
