namespace Tidemark.Errors;

/// <summary>Errors about assignments to parts of columns.</summary>
public static class AssignmentErrors
{
    /// <summary>42804: a field of something that has none.</summary>
    public static SqlException NotComposite(string field, string column, string type, int? position) =>
        Make(SqlState.DatatypeMismatch, $"cannot assign to field \"{field}\" of column \"{column}\" because its type {type} is not a composite type", position);

    /// <summary>42703: a field that the type does not have.</summary>
    public static SqlException NoField(string field, string column, string type, int? position) =>
        Make(SqlState.UndefinedColumn, $"cannot assign to field \"{field}\" of column \"{column}\" because there is no such column in data type {type}", position);

    /// <summary>42804: a value of another type than the part.</summary>
    public static SqlException ElementType(string column, string wanted, string given, int? position) => Make(
        SqlState.DatatypeMismatch,
        $"subscripted assignment to \"{column}\" requires type {wanted} but expression is of type {given}",
        position,
        "You will need to rewrite or cast the expression.");

    /// <summary>22004: a subscript that is null.</summary>
    public static SqlException NullSubscript(string kind) => Make(SqlState.NullValueNotAllowed, $"{kind} subscript in assignment must not be null", null);

    private static SqlException Make(SqlState state, string message, int? position, string? hint = null) =>
        new(new SqlError { State = state, Message = message, Hint = hint, Position = position is 0 ? null : position });
}
