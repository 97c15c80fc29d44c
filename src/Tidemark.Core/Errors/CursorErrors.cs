namespace Tidemark.Errors;

/// <summary>Errors of cursors.</summary>
public static class CursorErrors
{
    /// <summary>55000: a cursor without SCROLL was to go back.</summary>
    public static SqlException ForwardOnly() => new(new SqlError
    {
        State = SqlState.ObjectNotInPrerequisiteState,
        Message = "cursor can only scan forward",
        Hint = "Declare it with SCROLL option to enable backward scan.",
    });

    /// <summary>55000: a fetch from the cursor has failed before.</summary>
    public static SqlException CannotRun(string name) => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = $"portal \"{name}\" cannot be run" });

    /// <summary>0A000: a cursor that would change rows.</summary>
    public static SqlException Modifies() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "DECLARE CURSOR must not contain data-modifying statements in WITH",
    });

    /// <summary>0A000 or 42P11: a cursor that locks rows cannot be of this kind.</summary>
    /// <param name="kind">WITH HOLD ..., SCROLL ... or INSENSITIVE ....</param>
    /// <param name="lockName">FOR UPDATE or its kin.</param>
    public static SqlException Locks(string kind, string lockName) => new(new SqlError
    {
        State = kind == "Insensitive" ? SqlState.InvalidCursorDefinition : SqlState.FeatureNotSupported,
        Message = kind switch
        {
            "Holdable" => $"DECLARE CURSOR WITH HOLD ... {lockName} is not supported",
            "Scrollable" => $"DECLARE SCROLL CURSOR ... {lockName} is not supported",
            _ => $"DECLARE INSENSITIVE CURSOR ... {lockName} is not valid",
        },
        Detail = $"{kind} cursors must be READ ONLY.",
    });
}
