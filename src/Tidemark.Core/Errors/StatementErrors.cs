namespace Tidemark.Errors;

/// <summary>Errors of preparing and running statements that are not about what they say.</summary>
public static class StatementErrors
{
    /// <summary>42601: the extended protocol takes one statement at a time.</summary>
    public static SqlException SeveralStatements() => new(new SqlError { State = SqlState.SyntaxError, Message = "cannot insert multiple commands into a prepared statement" });

    /// <summary>08P01: too few or too many parameters in a Bind message.</summary>
    public static SqlException ParameterCount(int given, string statement, int needed) => new(new SqlError
    {
        State = SqlState.ProtocolViolation,
        Message = $"bind message supplies {given} parameters, but prepared statement \"{statement}\" requires {needed}",
    });

    /// <summary>0A000: the tables of a prepared statement have changed so that its result is another.</summary>
    public static SqlException ResultTypeChanged() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "cached plan must not change result type" });

    /// <summary>42704: a type oid that means nothing here.</summary>
    public static SqlException UnknownTypeOid(uint oid) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"type with OID {oid} does not exist" });

    /// <summary>42601: EXECUTE with the wrong number of arguments.</summary>
    public static SqlException ExecuteArgumentCount(string statement, int needed, int given) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = $"wrong number of parameters for prepared statement \"{statement}\"",
        Detail = $"Expected {needed} parameters but got {given}.",
    });

    /// <summary>55000: a portal is asked for more than it is.</summary>
    public static SqlException PortalCannotRun() => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = "portal cannot be run" });
}
