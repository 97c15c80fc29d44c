namespace Tidemark.Errors;

/// <summary>Errors of foreign keys: their definition and their violation.</summary>
public static class ForeignKeyErrors
{
    /// <summary>23503: a row points at nothing.</summary>
    /// <param name="schema">The referring table's schema.</param>
    /// <param name="table">The referring table.</param>
    /// <param name="constraint">The foreign key.</param>
    /// <param name="detail">Which key it is.</param>
    public static SqlException NotPresent(string schema, string table, string constraint, string detail) => new(new SqlError
    {
        State = SqlState.ForeignKeyViolation,
        Message = $"insert or update on table \"{table}\" violates foreign key constraint \"{constraint}\"",
        Detail = detail,
        Schema = schema,
        Table = table,
        Constraint = constraint,
    });

    /// <summary>23503: a row that others point at goes or changes its key.</summary>
    /// <param name="referenced">The table that was changed.</param>
    /// <param name="schema">The referring table's schema.</param>
    /// <param name="table">The referring table.</param>
    /// <param name="constraint">The foreign key.</param>
    /// <param name="detail">Which key it is.</param>
    public static SqlException StillReferenced(string referenced, string schema, string table, string constraint, string detail) => new(new SqlError
    {
        State = SqlState.ForeignKeyViolation,
        Message = $"update or delete on table \"{referenced}\" violates foreign key constraint \"{constraint}\" on table \"{table}\"",
        Detail = detail,
        Schema = schema,
        Table = table,
        Constraint = constraint,
    });

    /// <summary>42703: a foreign key names a column that is not there.</summary>
    public static SqlException NoColumn(string column) => new(new SqlError { State = SqlState.UndefinedColumn, Message = $"column \"{column}\" referenced in foreign key constraint does not exist" });

    /// <summary>42830: lists of different lengths.</summary>
    public static SqlException CountsDisagree() => new(new SqlError { State = SqlState.InvalidForeignKey, Message = "number of referencing and referenced columns for foreign key disagree" });

    /// <summary>42830: the referenced columns are no key.</summary>
    public static SqlException NoUniqueKey(string table) => new(new SqlError { State = SqlState.InvalidForeignKey, Message = $"there is no unique constraint matching given keys for referenced table \"{table}\"" });

    /// <summary>42704: no columns were named and the referenced table has no primary key.</summary>
    public static SqlException NoPrimaryKey(string table) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"there is no primary key for referenced table \"{table}\"" });

    /// <summary>42804: the columns' types cannot be compared.</summary>
    public static SqlException IncompatibleTypes(string constraint, string column, string type, string referencedColumn, string referencedType) => new(new SqlError
    {
        State = SqlState.DatatypeMismatch,
        Message = $"foreign key constraint \"{constraint}\" cannot be implemented",
        Detail = $"Key columns \"{column}\" and \"{referencedColumn}\" are of incompatible types: {type} and {referencedType}.",
    });

    /// <summary>42809: what is referenced is no table.</summary>
    public static SqlException NotTable(string relation) => new(new SqlError { State = SqlState.WrongObjectType, Message = $"referenced relation \"{relation}\" is not a table" });

    /// <summary>42601: an action that would write to a generated column.</summary>
    public static SqlException GeneratedAction(string clause) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = $"invalid {clause} action for foreign key constraint containing generated column",
    });

    /// <summary>42P10: ON DELETE SET NULL or SET DEFAULT of a column that is no part of the key.</summary>
    public static SqlException ActionColumn(string column) => new(new SqlError
    {
        State = SqlState.InvalidColumnReference,
        Message = $"column \"{column}\" referenced in ON DELETE SET action must be part of foreign key",
    });

    /// <summary>0A000: TRUNCATE of a table that others point at.</summary>
    public static SqlException CannotTruncate(string referring, string referenced) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "cannot truncate a table referenced in a foreign key constraint",
        Detail = $"Table \"{referring}\" references \"{referenced}\".",
        Hint = $"Truncate table \"{referring}\" at the same time, or use TRUNCATE ... CASCADE.",
    });

    /// <summary>42P16: a table that hypertables point at is to become one.</summary>
    public static SqlException ReferencedByHypertable(string table) => new(new SqlError
    {
        State = SqlState.InvalidTableDefinition,
        Message = $"cannot have FOREIGN KEY constraints to hypertable \"{table}\"",
        Hint = $"Remove all FOREIGN KEY constraints to table \"{table}\" before making it a hypertable.",
    });

    /// <summary>0A000: from a hypertable to a hypertable.</summary>
    public static SqlException BetweenHypertables() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "hypertables cannot be used as foreign key references of hypertables",
    });
}
