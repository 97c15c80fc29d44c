namespace Tidemark.Errors;

/// <summary>Errors of time_bucket_gapfill, locf and interpolate, in TimescaleDB's words.</summary>
public static class GapFillErrors
{
    private const string BoundsHint = "Specify start and finish as arguments or in the WHERE clause.";

    /// <summary>22023: a bound is neither given nor found.</summary>
    /// <param name="bound">start or finish.</param>
    public static SqlException NoBound(string bound) =>
        Error(SqlState.InvalidParameterValue, $"missing time_bucket_gapfill argument: could not infer {bound} from WHERE clause", BoundsHint);

    /// <summary>22023: without bounds as arguments the time must be a column.</summary>
    public static SqlException TimeNotColumn() =>
        Error(SqlState.InvalidParameterValue, "invalid time_bucket_gapfill argument: ts needs to refer to a single column if no start or finish is supplied", BoundsHint);

    /// <summary>22023: an argument depends on the rows.</summary>
    /// <param name="argument">Its name.</param>
    public static SqlException NotSimple(string argument) => Argument($"{argument} must be a simple expression");

    /// <summary>22023: an argument is null.</summary>
    /// <param name="argument">Its name.</param>
    public static SqlException IsNull(string argument) => Argument($"{argument} cannot be NULL");

    /// <summary>22023: the width is not positive.</summary>
    public static SqlException WidthNotPositive() => Argument("bucket_width must be greater than 0");

    /// <summary>0A000: two of them in one GROUP BY.</summary>
    public static SqlException Multiple() => Error(SqlState.FeatureNotSupported, "multiple time_bucket_gapfill calls not allowed");

    /// <summary>22023: the call is a part of a larger expression.</summary>
    public static SqlException NotTopLevel() => Error(SqlState.InvalidParameterValue, "no top level time_bucket_gapfill in group by clause");

    /// <summary>0A000: locf or interpolate of each other.</summary>
    public static SqlException NestedFill() => Error(SqlState.FeatureNotSupported, "multiple interpolate/locf function calls per resultset column not supported");

    /// <summary>22023: what is looked up for interpolate is no pair.</summary>
    public static SqlException NotPair() => Error(SqlState.InvalidParameterValue, "interpolate RECORD arguments must have 2 elements");

    /// <summary>22023: what is looked up for interpolate has another time type.</summary>
    /// <param name="found">The type that is there.</param>
    /// <param name="expected">That of the value: TimescaleDB names it in the time's place.</param>
    public static SqlException OtherTimeType(string found, string expected) => Error(
        SqlState.InvalidParameterValue,
        "first argument of interpolate returned record must match used timestamp datatype",
        detail: $"Returned type {found} does not match expected type {expected}.");

    /// <summary>22023: what is looked up for interpolate has another value type.</summary>
    public static SqlException OtherValueType(string found, string expected) => Error(
        SqlState.InvalidParameterValue,
        "second argument of interpolate returned record must match used interpolate datatype",
        detail: $"Returned type {found} does not match expected type {expected}.");

    private static SqlException Argument(string what) => Error(SqlState.InvalidParameterValue, $"invalid time_bucket_gapfill argument: {what}");

    private static SqlException Error(SqlState state, string message, string? hint = null, string? detail = null) =>
        new(new SqlError { State = state, Message = message, Hint = hint, Detail = detail });
}
