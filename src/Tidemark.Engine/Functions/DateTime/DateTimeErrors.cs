using Tidemark.Errors;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of date and time functions, in PostgreSQL's words.</summary>
internal static class DateTimeErrors
{
    /// <summary>0A000.</summary>
    public static SqlException BinnedMonths() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "timestamps cannot be binned into intervals containing months or years",
    });

    /// <summary>22008.</summary>
    public static SqlException SubtractInfinite(string type) => DataErrors.DateTimeOverflow($"cannot subtract infinite {type}s");

    /// <summary>22008.</summary>
    public static SqlException DateForTimestamp() => DataErrors.DateTimeOverflow("date out of range for timestamp");

    /// <summary>22008.</summary>
    public static SqlException DateField(int year, int month, int day) => DataErrors.DateTimeOverflow($"date field value out of range: {year}-{month:00}-{day:00}");

    /// <summary>22008.</summary>
    public static SqlException TimeField(int hour, int minute, double second) =>
        DataErrors.DateTimeOverflow($"time field value out of range: {hour}:{minute:00}:{second.ToString("G6").ToLowerInvariant().PadLeft(2, '0')}");

    /// <summary>22023.</summary>
    public static SqlException ZoneInterval(string interval) => DataErrors.InvalidParameter($"interval time zone \"{interval}\" must not include months or days");
}
