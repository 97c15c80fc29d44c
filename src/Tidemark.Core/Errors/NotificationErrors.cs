namespace Tidemark.Errors;

/// <summary>Errors of NOTIFY.</summary>
public static class NotificationErrors
{
    /// <summary>22023: the name is empty.</summary>
    public static SqlException NoChannel() => Invalid("channel name cannot be empty");

    /// <summary>22023: the name has 64 bytes or more.</summary>
    public static SqlException LongChannel() => Invalid("channel name too long");

    /// <summary>22023: the payload has 8000 bytes or more.</summary>
    public static SqlException LongPayload() => Invalid("payload string too long");

    private static SqlException Invalid(string message) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message });
}
