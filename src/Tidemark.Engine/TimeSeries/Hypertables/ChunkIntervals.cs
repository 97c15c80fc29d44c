using System.Globalization;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>The widths of chunks: microseconds for times, units of the column for integers. Widths are fixed: a month counts 30 days, as in TimescaleDB.</summary>
internal static class ChunkIntervals
{
    private const long MicrosecondsPerDay = 86_400_000_000;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const int DefaultDays = 7;

    /// <summary>Whether a type is one of time, whose widths are intervals: UUIDs are of version 7.</summary>
    public static bool IsTime(SqlType type) => type.Kind is TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Date or TypeKind.Uuid;

    /// <summary>Whether a type is one of numbers, whose widths are numbers.</summary>
    public static bool IsInteger(SqlType type) => type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8;

    /// <summary>The width that an argument of any type asks for.</summary>
    /// <param name="argument">A flat vector of one row; null asks for the default.</param>
    /// <param name="type">The type of the dimension's column.</param>
    /// <param name="context">Gets warnings.</param>
    public static long Read(Vector? argument, SqlType type, FunctionContext context)
    {
        if (argument is null || argument.IsNull(0)) return Default(type, context);
        return argument.Type.Kind switch
        {
            TypeKind.Interval when IsTime(type) => FromInterval(VectorAccess.Get<Interval>(argument, 0), type),
            TypeKind.Int2 => FromInteger(VectorAccess.Get<short>(argument, 0), type, context),
            TypeKind.Int4 => FromInteger(VectorAccess.Get<int>(argument, 0), type, context),
            TypeKind.Int8 => FromInteger(VectorAccess.Get<long>(argument, 0), type, context),
            _ => throw HypertableErrors.InvalidIntervalType(type.DisplayName, IsTime(type)),
        };
    }

    /// <summary>The width that a text of a dimension_info asks for, which was an interval where it is no number.</summary>
    public static long ParseDescribed(string? text, SqlType type, FunctionContext context) =>
        text is null || IsTime(type) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? Parse(text, type, context)
            : throw HypertableErrors.InvalidIntervalType(type.DisplayName, takesInterval: false);

    /// <summary>The width that the text of a table option or a setting asks for.</summary>
    public static long Parse(string? text, SqlType type, FunctionContext context)
    {
        if (text is null) return Default(type, context);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return FromInteger(number, type, context);
        var target = IsTime(type) ? SqlTypes.Interval : SqlTypes.Int4;
        var builder = VectorBuilder.Create(target, 1);
        TypeCodec.For(target).ParseText(Encoding.UTF8.GetBytes(text), builder, context.Format);
        return Read(builder.Build(), type, context);
    }

    /// <summary>The width that the text of a table option asks for, which for a number's type has to be a value of it.</summary>
    public static long ParseOption(string? text, SqlType type, FunctionContext context)
    {
        if (text is not null && IsInteger(type)) TypeCodec.For(type).ParseText(Encoding.UTF8.GetBytes(text), VectorBuilder.Create(type, 1), context.Format);
        return Parse(text, type, context);
    }

    private static long Default(SqlType type, FunctionContext context) => type.Kind switch
    {
        TypeKind.Int2 => 10_000,
        TypeKind.Int4 => 100_000,
        TypeKind.Int8 => 1_000_000,
        _ => context.GetSetting("timescaledb.default_chunk_time_interval") is { Length: > 0 } setting ? Parse(setting, type, context) : DefaultDays * MicrosecondsPerDay,
    };

    private static long FromInterval(Interval interval, SqlType type)
    {
        var span = interval.Span;
        if (span <= 0) throw HypertableErrors.InvalidInterval(type.DisplayName, "Use a positive interval.");
        if (span > long.MaxValue) throw HypertableErrors.IntervalOutOfRange(long.MaxValue);
        if (type.Kind == TypeKind.Date && span % MicrosecondsPerDay != 0) throw HypertableErrors.InvalidInterval("date", "Use an interval that is a multiple of one day.");
        return (long)span;
    }

    private static long FromInteger(long value, SqlType type, FunctionContext context)
    {
        var maximum = type.Kind switch
        {
            TypeKind.Int2 => short.MaxValue,
            TypeKind.Int4 => int.MaxValue,
            _ => long.MaxValue,
        };
        if (value < 1 || value > maximum) throw HypertableErrors.IntervalOutOfRange(maximum);
        if (IsTime(type) && value < MicrosecondsPerSecond) context.Notice(HypertableErrors.SmallInterval());
        if (type.Kind == TypeKind.Date && value % MicrosecondsPerDay != 0) throw HypertableErrors.InvalidInterval("date", "Use an interval that is a multiple of one day.");
        return value;
    }
}
