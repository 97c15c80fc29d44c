using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>extract, date_part, date_trunc and date_bin.</summary>
internal static class DateTimeFields
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Extraction(declare);
        Truncation(declare);
    }

    private static void Extraction(Declarations declare)
    {
        Extract(declare, Timestamp, static (unit, vector, row, ref _) => DateTimeExtraction.Extract(unit, VectorAccess.Get<long>(vector, row)));
        Extract(declare, TimestampTz, static (unit, vector, row, ref zone) => DateTimeExtraction.Extract(unit, VectorAccess.Get<long>(vector, row), ref zone));
        Extract(declare, Date, static (unit, vector, row, ref _) => DateTimeExtraction.ExtractFromDate(unit, VectorAccess.Get<int>(vector, row)));
        Extract(declare, Time, static (unit, vector, row, ref _) => DateTimeExtraction.ExtractFromTime(unit, VectorAccess.Get<long>(vector, row)));
        Extract(declare, SqlTypes.Interval, static (unit, vector, row, ref _) => DateTimeExtraction.ExtractFromInterval(unit, VectorAccess.Get<Interval>(vector, row)));
        Part(declare, Timestamp, Timestamp, static (unit, vector, row, ref _) => DateTimeExtraction.DatePart(unit, VectorAccess.Get<long>(vector, row)));
        Part(declare, TimestampTz, TimestampTz, static (unit, vector, row, ref zone) => DateTimeExtraction.DatePart(unit, VectorAccess.Get<long>(vector, row), ref zone));
        Part(declare, Date, Timestamp, static (unit, vector, row, ref _) => DateTimeExtraction.DatePart(unit, TimestampArithmetic.FromDate(VectorAccess.Get<int>(vector, row))));
        Part(declare, Time, Time, static (unit, vector, row, ref _) => DateTimeExtraction.DatePartOfTime(unit, VectorAccess.Get<long>(vector, row)));
        Part(declare, SqlTypes.Interval, SqlTypes.Interval, static (unit, vector, row, ref _) => DateTimeExtraction.DatePartOfInterval(unit, VectorAccess.Get<Interval>(vector, row)));
    }

    private delegate T FieldOf<out T>(DateTimeUnit unit, Vector vector, int row, ref ZoneCursor zone);

    private static void Extract(Declarations declare, SqlType type, FieldOf<Numeric?> field) => declare.Function(
        "extract",
        [Text, type],
        SqlTypes.Numeric,
        new TimeUnitKernel(
            name => DateTimeUnits.ForExtraction(name, type),
            (unit, arguments, row, result, ref zone) => RowResult<Numeric?>.Write(result, field(unit, arguments[1], row, ref zone))),
        type.Is(TimestampTz) ? Volatility.Stable : Volatility.Immutable);

    private static void Part(Declarations declare, SqlType type, SqlType readAs, FieldOf<double?> field) => declare.Function(
        "date_part",
        [Text, type],
        Float8,
        new TimeUnitKernel(
            name => DateTimeUnits.ForExtraction(name, readAs),
            (unit, arguments, row, result, ref zone) => RowResult<double?>.Write(result, field(unit, arguments[1], row, ref zone))),
        type.Is(TimestampTz) ? Volatility.Stable : Volatility.Immutable);

    private static NearKernel Floor(SqlType type, Func<string, DateTimeUnit> find, TimeUnitFunction function) => new(new TimeUnitKernel(find, function), 1, type, Reaches.Unit);

    private static void Truncation(Declarations declare)
    {
        declare.Function("date_trunc", [Text, Timestamp], Timestamp, Floor(
            Timestamp,
            name => DateTimeUnits.ForTruncation(name, Timestamp),
            static (unit, arguments, row, result, ref _) => RowResult<long>.Write(result, DateTimeTruncation.Truncate(unit, VectorAccess.Get<long>(arguments[1], row)))));
        declare.Function("date_trunc", [Text, TimestampTz], TimestampTz, Floor(
            TimestampTz,
            name => DateTimeUnits.ForTruncation(name, TimestampTz),
            static (unit, arguments, row, result, ref zone) => RowResult<long>.Write(result, DateTimeTruncation.Truncate(unit, VectorAccess.Get<long>(arguments[1], row), ref zone))),
            Volatility.Stable);
        declare.Function("date_trunc", [Text, TimestampTz, Text], TimestampTz, Floor(
            TimestampTz,
            name => DateTimeUnits.ForTruncation(name, TimestampTz),
            static (unit, arguments, row, result, ref _) =>
            {
                var zone = new ZoneCursor(TimeZoneRules.Get(RowArgument<string>.Read(arguments[2], row)));
                RowResult<long>.Write(result, DateTimeTruncation.Truncate(unit, VectorAccess.Get<long>(arguments[1], row), ref zone));
            }), Volatility.Stable);
        declare.Function("date_trunc", [Text, SqlTypes.Interval], SqlTypes.Interval, new TimeUnitKernel(
            name => DateTimeUnits.ForTruncation(name, SqlTypes.Interval),
            static (unit, arguments, row, result, ref _) => RowResult<Interval>.Write(result, DateTimeTruncation.Truncate(unit, VectorAccess.Get<Interval>(arguments[1], row)))));
        foreach (var type in new[] { Timestamp, TimestampTz })
        {
            declare.Map("date_bin", [SqlTypes.Interval, type, type], type, (Interval stride, long time, long origin) => TimestampArithmetic.Bin(stride, time, origin));
        }
    }
}
