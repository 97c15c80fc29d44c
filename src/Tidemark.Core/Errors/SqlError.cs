namespace Tidemark.Errors;

/// <summary>How grave a message is; the names are those of the wire protocol.</summary>
public enum Severity
{
    /// <summary>Detail for developers.</summary>
    Debug,

    /// <summary>Informational, always sent to the client.</summary>
    Info,

    /// <summary>For the server's log rather than for the client.</summary>
    Log,

    /// <summary>Something the user may want to know.</summary>
    Notice,

    /// <summary>Something the user should know: the statement goes on.</summary>
    Warning,

    /// <summary>The statement fails, and with it the open transaction.</summary>
    Error,

    /// <summary>The session ends.</summary>
    Fatal,

    /// <summary>The process ends.</summary>
    Panic,
}

/// <summary>
/// An error or a notice as a value, with the fields that PostgreSQL's protocol gives it. Made by the named factories beside this type;
/// raised by throwing <see cref="SqlException"/>.
/// </summary>
public sealed record SqlError
{
    /// <summary>How grave it is.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>The SQLSTATE that programs test for.</summary>
    public required SqlState State { get; init; }

    /// <summary>The primary message, worded as PostgreSQL or TimescaleDB words it, without a final full stop.</summary>
    public required string Message { get; init; }

    /// <summary>A second sentence with the facts of this case.</summary>
    public string? Detail { get; init; }

    /// <summary>What the user may do about it.</summary>
    public string? Hint { get; init; }

    /// <summary>Where in the statement's text: characters, counted from 1; null where no place is to blame.</summary>
    public int? Position { get; init; }

    /// <summary>Where in the work it happened, such as <c>COPY readings, line 3, column value: "x"</c>.</summary>
    public string? Where { get; init; }

    /// <summary>The schema of the object at fault.</summary>
    public string? Schema { get; init; }

    /// <summary>The table at fault.</summary>
    public string? Table { get; init; }

    /// <summary>The column at fault.</summary>
    public string? Column { get; init; }

    /// <summary>The data type at fault.</summary>
    public string? DataType { get; init; }

    /// <summary>The constraint at fault.</summary>
    public string? Constraint { get; init; }
}
