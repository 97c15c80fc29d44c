using Npgsql;
using Tidemark.Errors;

namespace Tidemark.Cli.Connections;

/// <summary>A statement failed; what is known of it, wherever it ran.</summary>
/// <param name="error">The error.</param>
internal sealed class SqlFailure(SqlError error) : Exception(error.Message)
{
    /// <summary>The error.</summary>
    public SqlError Error { get; } = error;

    /// <summary>From a server's error.</summary>
    public static SqlFailure From(PostgresException error) => new(Describe(error.SqlState, error.MessageText) with
    {
        Severity = Severities.GetValueOrDefault(error.InvariantSeverity ?? error.Severity, Severity.Error),
        Detail = error.Detail,
        Hint = error.Hint,
        Position = error.Position > 0 ? error.Position : null,
        Where = error.Where,
    });

    /// <summary>From a server's notice.</summary>
    public static SqlError From(PostgresNotice notice) => Describe(notice.SqlState, notice.MessageText) with
    {
        Severity = Severities.GetValueOrDefault(notice.InvariantSeverity ?? notice.Severity, Severity.Notice),
        Detail = notice.Detail,
        Hint = notice.Hint,
    };

    private static readonly Dictionary<string, Severity> Severities =
        Enum.GetValues<Severity>().ToDictionary(severity => severity.ToString().ToUpperInvariant());

    private static SqlError Describe(string state, string message) => new() { State = new SqlState(state), Message = message };
}
