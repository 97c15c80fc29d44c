namespace Tidemark.Errors;

/// <summary>
/// Carries a <see cref="SqlError"/> from where it is found to the one place that decides what it ends. Everything that a user can
/// cause is raised as this type; any other exception that escapes the engine is a defect of ours and is reported as XX000.
/// </summary>
/// <param name="error">The error that is raised.</param>
/// <param name="cause">The exception of a lower layer, kept for the server's log.</param>
public sealed class SqlException(SqlError error, Exception? cause = null) : Exception(error.Message, cause)
{
    /// <summary>The error that is raised.</summary>
    public SqlError Error { get; } = error;

    /// <summary>The error's SQLSTATE.</summary>
    public SqlState State => Error.State;

    /// <summary>The same error at a place in the statement, unless it has one already.</summary>
    /// <param name="position">Characters from 1; null leaves the error as it is.</param>
    public SqlException At(int? position) =>
        position is null || Error.Position is not null ? this : new SqlException(Error with { Position = position }, InnerException);
}
