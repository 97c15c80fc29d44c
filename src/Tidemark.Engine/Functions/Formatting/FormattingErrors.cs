using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of to_char, to_date, to_timestamp and to_number, in PostgreSQL's words.</summary>
internal static class FormattingErrors
{
    private const string FixedWidthHint = "If your source string is not fixed-width, try using the \"FM\" modifier.";

    /// <summary>22007: the text goes on behind its template.</summary>
    public static SqlException TrailingText() => DateTime("trailing characters remain in input string after datetime format");

    /// <summary>22007: the text ends before its template.</summary>
    public static SqlException ShortText() => DateTime("input string is too short for datetime format");

    /// <summary>22007: the text has something else where its template has a separator or, quoted, a character.</summary>
    public static SqlException Unmatched(bool isSeparator, string text) => DateTime($"unmatched format {(isSeparator ? "separator" : "character")} \"{text}\"");

    /// <summary>22007: letters between the fields of a template.</summary>
    public static SqlException Separator(string text) => DateTime($"invalid datetime format separator: \"{text}\"");

    /// <summary>22007: a template without fields of dates and times.</summary>
    public static SqlException NoDateTime() => DateTime("datetime format is not dated and not timed");

    /// <summary>22007.</summary>
    public static SqlException NoCalendarField() => DateTime("invalid format specification for an interval value", hint: "Intervals are not tied to specific calendar dates.");

    /// <summary>0A000: a keyword that can be written only.</summary>
    public static SqlException OnlyWritten(string keyword) =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"formatting field \"{keyword}\" is only supported in to_char" });

    /// <summary>22007.</summary>
    public static SqlException MixedConventions() =>
        DateTime("invalid combination of date conventions", hint: "Do not mix Gregorian and ISO week date conventions in a formatting template.");

    /// <summary>22007.</summary>
    public static SqlException Conflict(string keyword) =>
        DateTime($"conflicting values for \"{keyword}\" field in formatting string", "This value contradicts a previous setting for the same field type.");

    /// <summary>22007.</summary>
    public static SqlException TooShort(string keyword, int needed, int left) =>
        DateTime($"source string too short for \"{keyword}\" formatting field", $"Field requires {needed} characters, but only {left} remain.", FixedWidthHint);

    /// <summary>22007.</summary>
    public static SqlException TooFewDigits(string text, string keyword, int needed, int read) =>
        DateTime($"invalid value \"{text}\" for \"{keyword}\"", $"Field requires {needed} characters, but only {read} could be parsed.", FixedWidthHint);

    /// <summary>22007.</summary>
    public static SqlException NoInteger(string text, string keyword) => DateTime($"invalid value \"{text}\" for \"{keyword}\"", "Value must be an integer.");

    /// <summary>22007.</summary>
    public static SqlException UnknownName(string text, string keyword) =>
        DateTime($"invalid value \"{text}\" for \"{keyword}\"", "The given value did not match any of the allowed values for this field.");

    /// <summary>22008.</summary>
    public static SqlException OutOfRange(string keyword) => new(new SqlError
    {
        State = SqlState.DatetimeFieldOverflow,
        Message = $"value for \"{keyword}\" in source string is out of range",
        Detail = $"Value must be in the range {int.MinValue} to {int.MaxValue}.",
    });

    /// <summary>22007.</summary>
    public static SqlException NoYearWithComma() => DateTime("invalid input string for \"Y,YYY\"");

    /// <summary>22007.</summary>
    public static SqlException Hour12(int hour) => DateTime($"hour \"{hour}\" is invalid for the 12-hour clock", hint: "Use the 24-hour clock, or give an hour between 1 and 12.");

    /// <summary>22007.</summary>
    public static SqlException DayOfYearWithoutYear() => DateTime("cannot calculate day of year without year information");

    /// <summary>42601: a template of numbers that contradicts itself.</summary>
    public static SqlException Template(string message, string? detail = null) => new(new SqlError { State = SqlState.SyntaxError, Message = message, Detail = detail });

    /// <summary>0A000: a pattern that can be written only.</summary>
    public static SqlException NotForInput(string pattern) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"\"{pattern}\" not supported for input" });

    /// <summary>22P02: an ordinal of something without digits.</summary>
    public static SqlException NotANumber(string text) => new(new SqlError { State = SqlState.InvalidTextRepresentation, Message = $"\"{text}\" is not a number" });

    private static SqlException DateTime(string message, string? detail = null, string? hint = null) =>
        new(new SqlError { State = SqlState.InvalidDatetimeFormat, Message = message, Detail = detail, Hint = hint });
}
