namespace Tidemark.Errors;

/// <summary>Errors about the names of prepared statements and portals.</summary>
public static class PreparedStatementErrors
{
    /// <summary>42P05: a statement of this name is there already.</summary>
    public static SqlException Exists(string name) => new(new SqlError
    {
        State = SqlState.DuplicatePreparedStatement,
        Message = $"prepared statement \"{name}\" already exists",
    });

    /// <summary>26000: no statement has this name; the protocol's unnamed one has the empty name.</summary>
    public static SqlException DoesNotExist(string name) => new(new SqlError
    {
        State = SqlState.InvalidSqlStatementName,
        Message = name.Length == 0 ? "unnamed prepared statement does not exist" : $"prepared statement \"{name}\" does not exist",
    });

    /// <summary>42P03: a portal or cursor of this name is there already.</summary>
    public static SqlException CursorExists(string name) => new(new SqlError
    {
        State = SqlState.DuplicateCursor,
        Message = $"cursor \"{name}\" already exists",
    });

    /// <summary>34000: no cursor has this name.</summary>
    public static SqlException CursorDoesNotExist(string name) => new(new SqlError
    {
        State = SqlState.InvalidCursorName,
        Message = $"cursor \"{name}\" does not exist",
    });

    /// <summary>34000: no portal has this name.</summary>
    public static SqlException PortalDoesNotExist(string name) => new(new SqlError
    {
        State = SqlState.InvalidCursorName,
        Message = $"portal \"{name}\" does not exist",
    });
}
