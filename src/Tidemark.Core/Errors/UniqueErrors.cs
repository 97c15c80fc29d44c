namespace Tidemark.Errors;

/// <summary>Errors of unique keys.</summary>
public static class UniqueErrors
{
    /// <summary>55000: ON CONFLICT looks at a constraint that may be violated for a while.</summary>
    public static SqlException DeferrableArbiter() => new(new SqlError
    {
        State = SqlState.ObjectNotInPrerequisiteState,
        Message = "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as arbiters",
    });

    /// <summary>23505: a row with this key is there already.</summary>
    /// <param name="schema">The table's schema.</param>
    /// <param name="table">The table.</param>
    /// <param name="constraint">The constraint or index.</param>
    /// <param name="detail">Which key it is.</param>
    public static SqlException Duplicate(string schema, string table, string constraint, string detail) => new(new SqlError
    {
        State = SqlState.UniqueViolation,
        Message = $"duplicate key value violates unique constraint \"{constraint}\"",
        Detail = detail,
        Schema = schema,
        Table = table,
        Constraint = constraint,
    });

    /// <summary>23505: rows that are there share a key, so that the index cannot be made.</summary>
    public static SqlException CannotCreate(string schema, string table, string index, string detail) => new(new SqlError
    {
        State = SqlState.UniqueViolation,
        Message = $"could not create unique index \"{index}\"",
        Detail = detail,
        Schema = schema,
        Table = table,
        Constraint = index,
    });
}
