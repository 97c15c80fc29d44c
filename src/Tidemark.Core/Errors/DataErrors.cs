using System.Text;

namespace Tidemark.Errors;

/// <summary>Errors about values: text that is no value of its type, numbers out of range, strings that are too long (class 22).</summary>
public static class DataErrors
{
    private static SqlException Make(SqlState state, string message, string? detail = null, string? hint = null) => new(new SqlError
    {
        State = state,
        Message = message,
        Detail = detail,
        Hint = hint,
    });

    /// <summary>Bytes of a value as an error message shows them.</summary>
    internal static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    /// <summary>22P02: the text is no value of the type.</summary>
    /// <param name="type">The type as the message names it, such as <c>integer</c>.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static SqlException InvalidText(string type, ReadOnlySpan<byte> text) =>
        Make(SqlState.InvalidTextRepresentation, $"invalid input syntax for type {type}: \"{Show(text)}\"");

    /// <summary>22003: an integer literal that its type cannot hold.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="type">The type as the message names it.</param>
    public static SqlException ValueOutOfRange(ReadOnlySpan<byte> text, string type) =>
        Make(SqlState.NumericValueOutOfRange, $"value \"{Show(text)}\" is out of range for type {type}");

    /// <summary>22003: a floating-point literal that its type cannot hold.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="type">The type as the message names it.</param>
    public static SqlException FloatOutOfRange(ReadOnlySpan<byte> text, string type) =>
        Make(SqlState.NumericValueOutOfRange, $"\"{Show(text)}\" is out of range for type {type}");

    /// <summary>22003: the result of a calculation does not fit, as in <c>integer out of range</c>.</summary>
    /// <param name="type">The type as the message names it: <c>smallint</c>, <c>integer</c>, <c>bigint</c>, <c>OID</c>, <c>numeric</c>.</param>
    public static SqlException OutOfRange(string type) => Make(SqlState.NumericValueOutOfRange, $"{type} out of range");

    /// <summary>22003: a floating-point result became infinite.</summary>
    public static SqlException FloatOverflow() => Make(SqlState.NumericValueOutOfRange, "value out of range: overflow");

    /// <summary>22003: a floating-point result became zero.</summary>
    public static SqlException FloatUnderflow() => Make(SqlState.NumericValueOutOfRange, "value out of range: underflow");

    /// <summary>22003: a numeric result has too many digits.</summary>
    public static SqlException NumericOverflow() => Make(SqlState.NumericValueOutOfRange, "value overflows numeric format");

    /// <summary>22003: a value does not fit numeric(precision, scale).</summary>
    /// <param name="precision">Digits in all.</param>
    /// <param name="scale">Digits after the point; may be negative.</param>
    public static SqlException NumericFieldOverflow(int precision, int scale)
    {
        var digits = precision - scale;
        return Make(SqlState.NumericValueOutOfRange, "numeric field overflow",
            $"A field with precision {precision}, scale {scale} must round to an absolute value less than {(digits == 0 ? "1" : "10^" + digits)}.");
    }

    /// <summary>22003: an infinity for numeric(precision, scale).</summary>
    /// <param name="precision">Digits in all.</param>
    /// <param name="scale">Digits after the point.</param>
    public static SqlException NumericFieldInfinite(int precision, int scale) => Make(SqlState.NumericValueOutOfRange, "numeric field overflow",
        $"A field with precision {precision}, scale {scale} cannot hold an infinite value.");

    /// <summary>0A000: NaN or an infinity for a type that has none.</summary>
    /// <param name="special"><c>NaN</c> or <c>infinity</c>.</param>
    /// <param name="type">The type as the message names it.</param>
    public static SqlException CannotConvertSpecial(string special, string type) =>
        Make(SqlState.FeatureNotSupported, $"cannot convert {special} to {type}");

    /// <summary>22012.</summary>
    public static SqlException DivisionByZero() => Make(SqlState.DivisionByZero, "division by zero");

    /// <summary>2201E: logarithm of zero or of a negative number.</summary>
    /// <param name="what"><c>zero</c> or <c>a negative number</c>.</param>
    public static SqlException LogarithmOf(string what) => Make(SqlState.InvalidArgumentForLogarithm, $"cannot take logarithm of {what}");

    /// <summary>2201F: power or square root outside its domain.</summary>
    /// <param name="message">The message.</param>
    public static SqlException PowerDomain(string message) => Make(SqlState.InvalidArgumentForPowerFunction, message);

    /// <summary>22001: a string does not fit its declared length.</summary>
    /// <param name="type">The type with its length: <c>character varying(3)</c>.</param>
    public static SqlException StringTooLong(string type) => Make(SqlState.StringDataRightTruncation, $"value too long for type {type}");

    /// <summary>22021: bytes that are no UTF-8.</summary>
    /// <param name="sequence">The bytes at fault.</param>
    public static SqlException InvalidEncoding(ReadOnlySpan<byte> sequence)
    {
        var hex = new StringBuilder();
        foreach (var b in sequence) hex.Append(hex.Length == 0 ? "" : " ").Append("0x").Append(b.ToString("x2"));
        return Make(SqlState.CharacterNotInRepertoire, $"invalid byte sequence for encoding \"UTF8\": {hex}");
    }

    /// <summary>22P03: bytes of the binary protocol that are no value of the type.</summary>
    /// <param name="message">The message.</param>
    public static SqlException InvalidBinary(string message) => Make(SqlState.InvalidBinaryRepresentation, message);

    /// <summary>22P03: a binary value of the wrong length.</summary>
    public static SqlException IncorrectBinaryFormat() => Make(SqlState.InvalidBinaryRepresentation, "incorrect binary data format");

    /// <summary>08P01: a binary value shorter than its type needs.</summary>
    public static SqlException InsufficientData() => Make(SqlState.ProtocolViolation, "insufficient data left in message");

    /// <summary>22007: text that is no date or time.</summary>
    /// <param name="type">The type as the message names it: <c>timestamp</c>, <c>timestamp with time zone</c>, <c>date</c>, <c>time</c>, <c>interval</c>.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static SqlException InvalidDateTime(string type, ReadOnlySpan<byte> text) =>
        Make(SqlState.InvalidDatetimeFormat, $"invalid input syntax for type {type}: \"{Show(text)}\"");

    /// <summary>22008: a field such as the month is out of its range.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="maybeDateStyle">Whether another DateStyle might read it; adds PostgreSQL's hint.</param>
    public static SqlException DateTimeField(ReadOnlySpan<byte> text, bool maybeDateStyle = false) => Make(SqlState.DatetimeFieldOverflow,
        $"date/time field value out of range: \"{Show(text)}\"", hint: maybeDateStyle ? "Perhaps you need a different \"datestyle\" setting." : null);

    /// <summary>22008: a date or time beyond what the type holds; with the text where it came from text.</summary>
    /// <param name="type"><c>timestamp</c>, <c>date</c>, <c>interval</c>.</param>
    /// <param name="text">The text, UTF-8; empty for a computed value.</param>
    public static SqlException DateTimeOutOfRange(string type, ReadOnlySpan<byte> text = default) =>
        Make(SqlState.DatetimeFieldOverflow, text.IsEmpty ? $"{type} out of range" : $"{type} out of range: \"{Show(text)}\"");

    /// <summary>22008 with a message of its own.</summary>
    /// <param name="message">The message.</param>
    public static SqlException DateTimeOverflow(string message) => Make(SqlState.DatetimeFieldOverflow, message);

    /// <summary>22015: an interval field is too large.</summary>
    /// <param name="text">The text, UTF-8.</param>
    public static SqlException IntervalField(ReadOnlySpan<byte> text) =>
        Make(SqlState.IntervalFieldOverflow, $"interval field value out of range: \"{Show(text)}\"");

    /// <summary>22009: a zone offset is too large.</summary>
    /// <param name="text">The text, UTF-8.</param>
    public static SqlException ZoneDisplacement(ReadOnlySpan<byte> text) =>
        Make(SqlState.InvalidTimeZoneDisplacementValue, $"time zone displacement out of range: \"{Show(text)}\"");

    /// <summary>22023: a time zone that is not known.</summary>
    /// <param name="name">The name as it was given.</param>
    public static SqlException UnknownTimeZone(string name) => Make(SqlState.InvalidParameterValue, $"time zone \"{name}\" not recognized");

    /// <summary>0A000 or 22023: a unit that date_trunc or extract does not do for the type.</summary>
    /// <param name="unit">The unit as it was given.</param>
    /// <param name="type">The type as the message names it.</param>
    /// <param name="known">Whether the unit exists, only not for this type (0A000).</param>
    /// <param name="detail">A detail.</param>
    public static SqlException DateTimeUnit(string unit, string type, bool known, string? detail = null) => known
        ? Make(SqlState.FeatureNotSupported, $"unit \"{unit}\" not supported for type {type}", detail)
        : Make(SqlState.InvalidParameterValue, $"unit \"{unit}\" not recognized for type {type}", detail);

    /// <summary>22023: an argument outside its domain.</summary>
    /// <param name="message">The message.</param>
    public static SqlException InvalidParameter(string message) => Make(SqlState.InvalidParameterValue, message);

    /// <summary>22P02: text that is no array.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="detail">What is wrong with it.</param>
    public static SqlException MalformedArray(ReadOnlySpan<byte> text, string? detail) =>
        Make(SqlState.InvalidTextRepresentation, $"malformed array literal: \"{Show(text)}\"", detail);

    /// <summary>22P02: text that is no record.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="detail">What is wrong with it.</param>
    public static SqlException MalformedRecord(ReadOnlySpan<byte> text, string detail) =>
        Make(SqlState.InvalidTextRepresentation, $"malformed record literal: \"{Show(text)}\"", detail);

    /// <summary>0A000: text for a record whose columns are not known.</summary>
    public static SqlException AnonymousComposite() => Make(SqlState.FeatureNotSupported, "input of anonymous composite types is not implemented");

    /// <summary>42804: records whose columns do not have the same types.</summary>
    /// <param name="left">The type in the left one.</param>
    /// <param name="right">The type in the right one.</param>
    /// <param name="column">The column, counted from 1.</param>
    public static SqlException DissimilarColumns(string left, string right, int column) =>
        Make(SqlState.DatatypeMismatch, $"cannot compare dissimilar column types {left} and {right} at record column {column}");

    /// <summary>22P02: text that is no label of an enum type.</summary>
    /// <param name="type">The type's name.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static SqlException InvalidEnum(string type, ReadOnlySpan<byte> text) =>
        Make(SqlState.InvalidTextRepresentation, $"invalid input value for enum {type}: \"{Show(text)}\"");

    /// <summary>22009: a zone of a binary time that is too far from Greenwich.</summary>
    public static SqlException ZoneOutOfRange() => Make(SqlState.InvalidTimeZoneDisplacementValue, "time zone displacement out of range");

    /// <summary>2202E: bounds or dimensions of an array that cannot be.</summary>
    /// <param name="message">The message.</param>
    /// <param name="detail">The detail.</param>
    public static SqlException ArraySubscript(string message, string? detail = null) => Make(SqlState.ArraySubscriptError, message, detail);

    /// <summary>42804: a value of another type than was declared.</summary>
    /// <param name="message">The message.</param>
    public static SqlException DatatypeMismatch(string message) => Make(SqlState.DatatypeMismatch, message);

    /// <summary>53200: values of one column of one batch of rows that no buffer holds.</summary>
    public static SqlException BatchTooLarge() => new(new SqlError
    {
        State = SqlState.OutOfMemory,
        Message = "out of memory",
        Detail = "The values of a column take more than 2 GB in one batch of rows.",
        Hint = "Set tidemark.batch_rows to fewer rows.",
    });

    /// <summary>54000: a limit such as that of array dimensions.</summary>
    /// <param name="message">The message.</param>
    public static SqlException LimitExceeded(string message) => Make(SqlState.ProgramLimitExceeded, message);

    /// <summary>22P02: text that is no JSON.</summary>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="where">PostgreSQL's context line, <c>JSON data, line 1: ...</c>.</param>
    public static SqlException InvalidJson(string detail, string? where) => new(new SqlError
    {
        State = SqlState.InvalidTextRepresentation,
        Message = "invalid input syntax for type json",
        Detail = detail,
        Where = where,
    });

    /// <summary>22P05: a JSON escape that no text value can hold.</summary>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="where">PostgreSQL's context line.</param>
    public static SqlException UnsupportedUnicodeEscape(string detail, string? where) => new(new SqlError
    {
        State = SqlState.UntranslatableCharacter,
        Message = "unsupported Unicode escape sequence",
        Detail = detail,
        Where = where,
    });

    /// <summary>22P02 with a message of its own, as bytea and "char" have.</summary>
    /// <param name="message">The message.</param>
    public static SqlException InvalidRepresentation(string message) => Make(SqlState.InvalidTextRepresentation, message);
}
