namespace Tidemark.Errors;

/// <summary>Errors that only a defect of ours can cause, and features that are refused by name.</summary>
public static class InternalErrors
{
    /// <summary>0A000: something PostgreSQL or TimescaleDB has and Tidemark does not. Listed in docs/compatibility.md.</summary>
    /// <param name="what">The feature, as the subject of "... is not supported".</param>
    /// <param name="position">Where the statement asks for it.</param>
    /// <param name="hint">What to do instead, where there is something.</param>
    public static SqlException NotSupported(string what, int? position = null, string? hint = null) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"{what} is not supported",
        Hint = hint,
        Position = position,
    });

    /// <summary>XX000: a state that the code rules out.</summary>
    /// <param name="message">What was found, for the person who mends it.</param>
    /// <param name="cause">The exception behind it.</param>
    public static SqlException Unexpected(string message, Exception? cause = null) => new(new SqlError
    {
        State = SqlState.InternalError,
        Message = message,
    }, cause);
}
