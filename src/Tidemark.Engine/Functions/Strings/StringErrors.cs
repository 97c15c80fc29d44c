using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of string functions, in PostgreSQL's words.</summary>
internal static class StringErrors
{
    /// <summary>2200C: a SIMILAR TO pattern with more than two separators.</summary>
    public static SqlException TooManySeparators() => new(new SqlError { State = new SqlState("2200C"), Message = "SQL regular expression may not contain more than two escape-double-quote separators" });

    /// <summary>22025.</summary>
    public static SqlException PatternEndsWithEscape() => Make(SqlState.InvalidEscapeSequence, "LIKE pattern must not end with escape character");

    /// <summary>22025.</summary>
    public static SqlException InvalidEscape() =>
        Make(SqlState.InvalidEscapeSequence, "invalid escape string", hint: "Escape string must be empty or one character.");

    /// <summary>22011.</summary>
    public static SqlException NegativeSubstring() => Make(new SqlState("22011"), "negative substring length not allowed");

    /// <summary>22023.</summary>
    public static SqlException ZeroFieldPosition() => DataErrors.InvalidParameter("field position must not be zero");

    /// <summary>54000.</summary>
    public static SqlException TooLong() => Make(SqlState.ProgramLimitExceeded, "requested length too large");

    /// <summary>54000 or 22023: chr of what is no character.</summary>
    public static SqlException NoCharacter(string message) => Make(SqlState.ProgramLimitExceeded, message);

    /// <summary>2202E: get_byte and the like outside of the value.</summary>
    public static SqlException IndexOutOfRange(long index, long last) => DataErrors.ArraySubscript($"index {index} out of valid range, 0..{last}");

    /// <summary>22023.</summary>
    public static SqlException UnknownEncoding(string name) => DataErrors.InvalidParameter($"unrecognized encoding: \"{name}\"");

    /// <summary>2201B.</summary>
    public static SqlException InvalidRegex(string reason) => Make(SqlState.InvalidRegularExpression, $"invalid regular expression: {reason}");

    /// <summary>22023.</summary>
    public static SqlException InvalidRegexOption(string option) => DataErrors.InvalidParameter($"invalid regular expression option: \"{option}\"");

    /// <summary>22023: an argument that must be positive.</summary>
    public static SqlException InvalidArgument(string name, int value) => DataErrors.InvalidParameter($"invalid value for parameter \"{name}\": {value}");

    /// <summary>22023: format's conversion specifiers.</summary>
    public static SqlException Format(string message, string? hint = null) => Make(SqlState.InvalidParameterValue, message, hint);

    private static SqlException Make(SqlState state, string message, string? hint = null) => new(new SqlError { State = state, Message = message, Hint = hint });
}
