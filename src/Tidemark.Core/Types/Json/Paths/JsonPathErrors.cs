using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>Errors of the text of SQL/JSON paths.</summary>
internal static class JsonPathErrors
{
    /// <summary>42601 at the end of the text.</summary>
    public static SqlException AtEnd(string message) => Make($"{message} at end of jsonpath input");

    /// <summary>42601 at a place.</summary>
    public static SqlException Near(string message, string text) => Make($"{message} at or near \"{text}\" of jsonpath input");

    /// <summary>42601: what cannot stand where it does.</summary>
    public static SqlException Misplaced(string message) => Make(message);

    /// <summary>42601: a flag that there is none of.</summary>
    public static SqlException UnknownFlag(char flag) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = "invalid input syntax for type jsonpath",
        Detail = $"Unrecognized flag character \"{flag}\" in LIKE_REGEX predicate.",
    });

    /// <summary>22P02: no path at all.</summary>
    public static SqlException Empty(string text) => new(new SqlError { State = SqlState.InvalidTextRepresentation, Message = $"invalid input syntax for type jsonpath: \"{text}\"" });

    private static SqlException Make(string message) => new(new SqlError { State = SqlState.SyntaxError, Message = message });
}
