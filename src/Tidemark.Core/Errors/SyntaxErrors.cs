namespace Tidemark.Errors;

/// <summary>Errors of text that does not follow the grammar.</summary>
public static class SyntaxErrors
{
    /// <summary>42601: a token that cannot stand where it stands.</summary>
    /// <param name="token">The token as written.</param>
    /// <param name="position">Its first character, counted from 1.</param>
    /// <param name="hint">What was expected, where only one thing was.</param>
    public static SqlException AtOrNear(string token, int position, string? hint = null) => Near("syntax error", token, position, hint);

    /// <summary>42601: the text ends too early.</summary>
    /// <param name="position">One more than the text has characters.</param>
    /// <param name="hint">What was expected, where only one thing was.</param>
    public static SqlException AtEnd(int position, string? hint = null) => Make(SqlState.SyntaxError, "syntax error at end of input", position, hint);

    /// <summary>42601: any other complaint of the lexer or the grammar, followed by the text it is about.</summary>
    /// <param name="message">The complaint, such as <c>unterminated quoted string</c>.</param>
    /// <param name="token">The text as written; empty at the end of the input.</param>
    /// <param name="position">Its first character, counted from 1.</param>
    /// <param name="hint">What to do instead.</param>
    public static SqlException Near(string message, string token, int position, string? hint = null) =>
        Make(SqlState.SyntaxError, token.Length == 0 ? $"{message} at end of input" : $"{message} at or near \"{token}\"", position, hint);

    /// <summary>42601: a rule of the grammar that is broken by the whole of a clause.</summary>
    /// <param name="message">The rule.</param>
    /// <param name="position">The clause's place, counted from 1; null where PostgreSQL gives none.</param>
    /// <param name="hint">What to do instead.</param>
    /// <param name="detail">The facts of this case.</param>
    public static SqlException Rule(string message, int? position, string? hint = null, string? detail = null) =>
        Make(SqlState.SyntaxError, message, position, hint, detail);

    /// <summary>22025: an escape \u or \U without its digits.</summary>
    /// <param name="position">The backslash, counted from 1.</param>
    public static SqlException InvalidUnicodeEscape(int position) => Make(
        SqlState.InvalidEscapeSequence, "invalid Unicode escape", position, @"Unicode escapes must be \uXXXX or \UXXXXXXXX.");

    /// <summary>42601: an escape of a U&amp; string without its digits.</summary>
    /// <param name="position">The escape character, counted from 1.</param>
    public static SqlException InvalidUnicodeStringEscape(int position) => Make(
        SqlState.SyntaxError, "invalid Unicode escape", position, @"Unicode escapes must be \XXXX or \+XXXXXX.");

    /// <summary>22021: byte escapes that do not make up UTF-8.</summary>
    /// <param name="bytes">The bytes at fault.</param>
    public static SqlException InvalidByteSequence(ReadOnlySpan<byte> bytes)
    {
        var shown = new List<string>();
        foreach (var b in bytes) shown.Add($"0x{b:x2}");
        return Make(SqlState.CharacterNotInRepertoire, $"invalid byte sequence for encoding \"UTF8\": {string.Join(' ', shown)}", null);
    }

    /// <summary>42P20: a window frame whose bounds make no sense.</summary>
    /// <param name="message">What is wrong with them.</param>
    /// <param name="position">The bound, counted from 1.</param>
    public static SqlException InvalidFrame(string message, int position) => Make(SqlState.WindowingError, message, position);

    /// <summary>22023: float(n) with an n out of range.</summary>
    /// <param name="message">The range.</param>
    /// <param name="position">The number, counted from 1.</param>
    public static SqlException InvalidPrecision(string message, int position) => Make(SqlState.InvalidParameterValue, message, position);

    /// <summary>42P11: options of DECLARE that exclude each other.</summary>
    /// <param name="both">The options.</param>
    public static SqlException ConflictingCursorOptions(string both) => Make(SqlState.InvalidCursorDefinition, $"cannot specify both {both}", null);

    /// <summary>42704: a handler of errors names a condition that there is not.</summary>
    /// <param name="name">The name.</param>
    /// <param name="position">Where it stands, counted from 1.</param>
    public static SqlException UnknownCondition(string name, int position) => Make(SqlState.UndefinedObject, $"unrecognized exception condition \"{name}\"", position);

    /// <summary>42601: RAISE with more or fewer values than its message has places for.</summary>
    /// <param name="isTooMany">Whether there are more.</param>
    /// <param name="position">The message, counted from 1.</param>
    public static SqlException RaiseParameters(bool isTooMany, int position) => Make(SqlState.SyntaxError, $"too {(isTooMany ? "many" : "few")} parameters specified for RAISE", position);

    /// <summary>54001: expressions or queries nested deeper than the stack allows.</summary>
    public static SqlException TooDeep() =>
        Make(SqlState.StatementTooComplex, "stack depth limit exceeded", null, "Break the statement into smaller ones; expressions and subqueries can only be nested so deep.");

    private static SqlException Make(SqlState state, string message, int? position, string? hint = null, string? detail = null) => new(new SqlError
    {
        State = state,
        Message = message,
        Position = position,
        Hint = hint,
        Detail = detail,
    });
}
