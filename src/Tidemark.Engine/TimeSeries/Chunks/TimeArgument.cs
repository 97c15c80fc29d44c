using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>A moment that an argument of any type names: a value of the dimension's type, what converts to it by itself, a literal, or an interval before now.</summary>
internal static class TimeArgument
{
    /// <summary>The moment in the units of a dimension, null for null.</summary>
    /// <param name="argument">A flat vector of one row.</param>
    /// <param name="type">The type of the dimension's column.</param>
    /// <param name="context">The session's state.</param>
    /// <exception cref="SqlException">22023 where the argument has a type that time of this kind cannot be read from.</exception>
    public static long? Read(Vector argument, SqlType type, FunctionContext context)
    {
        if (argument.IsNull(0)) return null;
        var moment = MomentOf(argument, type, context);
        if (ChunkIntervals.IsTime(type)) ChunkSlicing.RequireRepresentable(moment, type);
        return moment;
    }

    private static long MomentOf(Vector argument, SqlType type, FunctionContext context)
    {
        // Who has UUIDs still thinks in times.
        if (type.Kind == TypeKind.Uuid && argument.Type.Kind is (TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Date)) type = SqlTypes.TimestampTz;
        if (argument.Type.Kind == TypeKind.Unknown) return Coordinate(Parse(VectorAccess.GetBytes(argument, 0), type, context));
        if (argument.Type.Kind == TypeKind.Interval && ChunkIntervals.IsTime(type)) return Before(VectorAccess.Get<Interval>(argument, 0), context);
        if (argument.Type.Is(type)) return Coordinate(argument);
        if (context.Routines.FindCast(argument.Type, type) is not { Context: CastContext.Implicit } cast) throw HypertableErrors.InvalidTimeArgument(argument.Type.DisplayName, type.DisplayName);
        return Coordinate(cast.Function is null ? argument.As(type) : cast.Function.Kernel.Invoke([argument], 1, VectorBuilder.Create(type, 1), context));
    }

    /// <summary>A value of a dimension's type as a number in the dimension's units.</summary>
    public static long Coordinate(Vector value) => value.Type.Kind switch
    {
        TypeKind.Int2 => VectorAccess.Get<short>(value, 0),
        TypeKind.Int4 => VectorAccess.Get<int>(value, 0),
        TypeKind.Date => ChunkSlicing.DateCoordinate(VectorAccess.Get<int>(value, 0)),
        TypeKind.Uuid => UuidTime.Microseconds(VectorAccess.Get<Types.Uuid>(value, 0)),
        _ => VectorAccess.Get<long>(value, 0),
    };

    /// <summary>Text as a value of a type.</summary>
    public static Vector Parse(ReadOnlySpan<byte> text, SqlType type, FunctionContext context)
    {
        var builder = VectorBuilder.Create(type, 1);
        TypeCodec.For(type).ParseText(text, builder, context.Format);
        return builder.Build();
    }

    /// <summary>A number in a dimension's units as text of a type.</summary>
    public static string Format(long coordinate, SqlType type, FunctionContext context)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(type).FormatText(ChunkSlicing.ValueOf(coordinate, type), text, context.Format);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }

    private static long Before(Interval interval, FunctionContext context)
    {
        var zone = new ZoneCursor(context.Format.TimeZone);
        return TimestampArithmetic.Subtract(context.TransactionTime, interval, ref zone);
    }
}
