using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A date or time that .datetime() has made of a string. As JSON it is a string again, in the form of ISO 8601.</summary>
/// <param name="Type">date, time, timetz, timestamp or timestamptz.</param>
/// <param name="Value">Days of a date, microseconds of others, the packed form of timetz.</param>
/// <param name="Offset">Of timestamptz the seconds east of Greenwich that it was written with.</param>
/// <param name="Format">The session's settings, by which timestamptz is written.</param>
internal sealed record JsonMoment(SqlType Type, long Value, int Offset, FormatSettings Format) : JsonNode
{
    /// <inheritdoc />
    public override JsonKind Kind => JsonKind.String;

    /// <inheritdoc />
    public override void WriteTo(JsonbWriter writer) => writer.String(Encoding.UTF8.GetBytes(Text()));

    /// <summary>The order of two of them; null where they cannot be compared.</summary>
    /// <param name="other">The other.</param>
    /// <param name="usesZone">Whether the session's zone may decide between types with and without a zone.</param>
    public int? CompareTo(JsonMoment other, bool usesZone)
    {
        var (isTime, otherIsTime) = (Type.Kind is TypeKind.Time or TypeKind.TimeTz, other.Type.Kind is TypeKind.Time or TypeKind.TimeTz);
        if (isTime != otherIsTime) return null;
        var hasZone = Type.Kind is TypeKind.TimeTz or TypeKind.TimestampTz;
        var otherHasZone = other.Type.Kind is TypeKind.TimeTz or TypeKind.TimestampTz;
        if (hasZone == otherHasZone) return isTime ? Value.CompareTo(other.Value) : Timestamp().CompareTo(other.Timestamp());
        if (!usesZone)
        {
            var (plain, zoned) = hasZone ? (other.Type, Type) : (Type, other.Type);
            throw JsonPathFailures.NeedsZone(plain.Name, zoned.Name);
        }

        return isTime ? Zoned().CompareTo(other.Zoned()) : Utc().CompareTo(other.Utc());
    }

    private long Timestamp() => Type.Kind == TypeKind.Date ? Moment.OfDate((int)Value) : Value;

    private long Utc()
    {
        if (Type.Kind == TypeKind.TimestampTz) return Value;
        var zone = new ZoneCursor(Format.TimeZone);
        return TimestampArithmetic.ToUtc(Timestamp(), ref zone);
    }

    private long Zoned()
    {
        if (Type.Kind == TypeKind.TimeTz) return Value;
        var zone = new ZoneCursor(Format.TimeZone);
        var today = Calendar.DayOf(TimestampArithmetic.ToLocal(Format.TransactionTime, ref zone), out _);
        return new ZonedTime(Value, Format.TimeZone.OffsetAtLocal((today * Calendar.MicrosPerDay) + Value)).Packed;
    }

    private string Text()
    {
        if (Type.Kind == TypeKind.TimestampTz)
        {
            var local = new JsonMoment(SqlTypes.Timestamp, Value + (Offset * Calendar.MicrosPerSecond), 0, Format).Text();
            var size = Math.Abs(Offset);
            return $"{local}{(Offset < 0 ? '-' : '+')}{size / 3600:00}:{size / 60 % 60:00}";
        }

        var value = VectorBuilder.Create(Type, 1);
        if (value is FixedVectorBuilder<int> days) days.Append((int)Value);
        else ((FixedVectorBuilder<long>)value).Append(Value);
        return JsonRendering.TextOf(value.Build(), 0, Format);
    }
}

/// <summary>Errors of evaluating SQL/JSON paths, in PostgreSQL's words.</summary>
internal static class JsonPathFailures
{
    /// <summary>2203A: an object has no such member.</summary>
    public static SqlException NoMember(string key) => Make("2203A", $"JSON object does not contain key \"{key}\"");

    /// <summary>2203A: a member of what is no object.</summary>
    public static SqlException NoObject() => Make("2203A", "jsonpath member accessor can only be applied to an object");

    /// <summary>2203C: all members of what is no object.</summary>
    public static SqlException NoObjectForWildcard() => Make("2203C", "jsonpath wildcard member accessor can only be applied to an object");

    /// <summary>22039: elements of what is no array.</summary>
    public static SqlException NoArray(string what) => Make("22039", $"jsonpath {what} can only be applied to an array");

    /// <summary>22033: a subscript outside of the array.</summary>
    public static SqlException Subscript(string message) => Make("22033", $"jsonpath array subscript is {message}");

    /// <summary>22038: an operand that is not one number.</summary>
    public static SqlException Operand(string side, char symbol) => Make("22038", $"{side} operand of jsonpath operator {symbol} is not a single numeric value");

    /// <summary>2203B: a sign before what is no number.</summary>
    public static SqlException SignedOperand(char symbol) => Make("2203B", $"operand of unary jsonpath operator {symbol} is not a numeric value");

    /// <summary>22036: a method of numbers on something else.</summary>
    public static SqlException NotNumeric(string method) => Make("22036", $"jsonpath item method .{method}() can only be applied to a numeric value");

    /// <summary>22036: .double() on what is no number.</summary>
    public static SqlException Double(string message) => Make("22036", message);

    /// <summary>2203C: .keyvalue() on what is no object.</summary>
    public static SqlException KeyValue() => Make("2203C", "jsonpath item method .keyvalue() can only be applied to an object");

    /// <summary>22031: .datetime() on what is no string.</summary>
    public static SqlException NotAString() => Make("22031", "jsonpath item method .datetime() can only be applied to a string");

    /// <summary>22031: a string that is no date or time.</summary>
    public static SqlException Unrecognized(string text) => new(new SqlError
    {
        State = new SqlState("22031"),
        Message = $"datetime format is not recognized: \"{text}\"",
        Hint = "Use a datetime template argument to specify the input data format.",
    });

    /// <summary>0A000: a comparison that depends on the session's zone.</summary>
    public static SqlException NeedsZone(string plain, string zoned) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"cannot convert value from {plain} to {zoned} without time zone usage",
        Hint = "Use *_tz() function for time zone support.",
    });

    /// <summary>42704: no value for a variable.</summary>
    public static SqlException NoVariable(string name) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"could not find jsonpath variable \"{name}\"" });

    /// <summary>22023: variables that are no object.</summary>
    public static SqlException Variables() => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "\"vars\" argument is not an object",
        Detail = "Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.",
    });

    /// <summary>22038: a match that gives no single truth value.</summary>
    public static SqlException NotABoolean() => Make("22038", "single boolean result is expected");

    private static SqlException Make(string state, string message) => new(new SqlError { State = new SqlState(state), Message = message });
}
