using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries;

/// <summary>Errors of time_bucket and histogram, in TimescaleDB's words.</summary>
internal static class BucketErrors
{
    /// <summary>22023.</summary>
    public static SqlException PeriodNotPositive() => Make(SqlState.InvalidParameterValue, "period must be greater than 0");

    /// <summary>0A000.</summary>
    public static SqlException MonthsWithTime() => Make(SqlState.FeatureNotSupported, "month intervals cannot have day or time component");

    /// <summary>0A000.</summary>
    public static SqlException SubDay() => Make(SqlState.FeatureNotSupported, "interval must not have sub-day precision");

    /// <summary>0A000.</summary>
    public static SqlException NotWholeDays() => Make(SqlState.FeatureNotSupported, "interval must be a multiple of a day");

    /// <summary>0A000.</summary>
    public static SqlException MonthsInOffset() =>
        Make(SqlState.FeatureNotSupported, "interval defined in terms of month, year, century etc. not supported");

    /// <summary>22003.</summary>
    public static SqlException OutOfRange() => Make(SqlState.NumericValueOutOfRange, "timestamp out of range");

    /// <summary>22023.</summary>
    public static SqlException NotVersion7(string uuid) => Make(SqlState.InvalidParameterValue, $"not a version 7 UUID: {uuid}");

    /// <summary>22023.</summary>
    public static SqlException BoundsReversed() => Make(SqlState.InvalidParameterValue, "lower bound cannot exceed upper bound");

    /// <summary>22023.</summary>
    public static SqlException BucketCountChanged() => Make(SqlState.InvalidParameterValue, "number of buckets must not change between calls");

    private static SqlException Make(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
