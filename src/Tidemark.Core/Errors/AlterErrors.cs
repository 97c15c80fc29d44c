namespace Tidemark.Errors;

/// <summary>Errors of changing tables, and notices that there was nothing to change.</summary>
public static class AlterErrors
{
    /// <summary>42701: the relation has a column of this name.</summary>
    public static SqlException ColumnExists(string column, string table) => new(new SqlError { State = SqlState.DuplicateColumn, Message = $"column \"{column}\" of relation \"{table}\" already exists" });

    /// <summary>42701: the name of a system column.</summary>
    public static SqlException SystemColumnName(string column) => new(new SqlError { State = SqlState.DuplicateColumn, Message = $"column name \"{column}\" conflicts with a system column name" });

    /// <summary>23502: rows that are there have NULL where it is refused from now on.</summary>
    public static SqlException ContainsNulls(string schema, string table, string column) => new(new SqlError
    {
        State = SqlState.NotNullViolation,
        Message = $"column \"{column}\" of relation \"{table}\" contains null values",
        Schema = schema,
        Table = table,
        Column = column,
    });

    /// <summary>23514: rows that are there do not meet a new check.</summary>
    public static SqlException CheckViolatedByRow(string schema, string table, string constraint) => new(new SqlError
    {
        State = SqlState.CheckViolation,
        Message = $"check constraint \"{constraint}\" of relation \"{table}\" is violated by some row",
        Schema = schema,
        Table = table,
        Constraint = constraint,
    });

    /// <summary>42710: the table has a constraint of this name.</summary>
    public static SqlException ConstraintExists(string constraint, string table) => new(new SqlError
    {
        State = SqlState.DuplicateObject,
        Message = $"constraint \"{constraint}\" for relation \"{table}\" already exists",
    });

    /// <summary>42704: no such constraint.</summary>
    public static SqlException NoConstraint(string constraint, string table) => new(new SqlError
    {
        State = SqlState.UndefinedObject,
        Message = $"constraint \"{constraint}\" of relation \"{table}\" does not exist",
    });

    /// <summary>42804: no assignment cast to the new type.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">The new type.</param>
    /// <param name="quoted">The column's name as SQL writes it.</param>
    public static SqlException CannotCastColumn(string column, string type, string quoted) => new(new SqlError
    {
        State = SqlState.DatatypeMismatch,
        Message = $"column \"{column}\" cannot be cast automatically to type {type}",
        Hint = $"You might need to specify \"USING {quoted}::{type}\".",
    });

    /// <summary>42804: USING gives a value of another type.</summary>
    public static SqlException CannotCastUsing(string column, string type) => new(new SqlError
    {
        State = SqlState.DatatypeMismatch,
        Message = $"result of USING clause for column \"{column}\" cannot be cast automatically to type {type}",
        Hint = "You might need to add an explicit cast.",
    });

    /// <summary>42804: the default does not fit the new type.</summary>
    public static SqlException CannotCastDefault(string column, string type) => new(new SqlError
    {
        State = SqlState.DatatypeMismatch,
        Message = $"default for column \"{column}\" cannot be cast automatically to type {type}",
    });

    /// <summary>0A000: the column's type is relied upon.</summary>
    public static SqlException TypeIsUsed(string user, string detail) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"cannot alter type of a column used by a {user}",
        Detail = detail,
    });

    /// <summary>42P16: a primary key's column cannot be null.</summary>
    public static SqlException InPrimaryKey(string column) => new(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{column}\" is in a primary key" });

    /// <summary>55000 or 42601: the column is not, or is already, of a kind that the command is about.</summary>
    /// <param name="state">The code.</param>
    /// <param name="column">The column.</param>
    /// <param name="table">Its table.</param>
    /// <param name="what">Such as <c>is not an identity column</c>.</param>
    /// <param name="hint">What to do instead.</param>
    public static SqlException ColumnIs(SqlState state, string column, string table, string what, string? hint = null) => new(new SqlError
    {
        State = state,
        Message = $"column \"{column}\" of relation \"{table}\" {what}",
        Hint = hint,
    });

    /// <summary>22023: a parameter that is not there, or a value that it does not take.</summary>
    public static SqlException InvalidParameter(string message) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message });

    /// <summary>0A000: what a kind of relation does not do.</summary>
    public static SqlException CannotAlter(string action, string relation, string kind) => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = $"ALTER action {action} cannot be performed on relation \"{relation}\"",
        Detail = $"This operation is not supported for {kind}.",
    });

    /// <summary>42P16: the partitioning column of a hypertable stays.</summary>
    public static SqlException PartitionKeyColumn() => new(new SqlError { State = SqlState.InvalidTableDefinition, Message = "cannot drop column named in partition key", Detail = "Cannot drop column that is a hypertable partitioning (space or time) dimension." });

    /// <summary>42P16: a partitioning column cannot be of a type.</summary>
    public static SqlException PartitionKeyType(string column, string from, string to) => new(new SqlError
    {
        State = SqlState.InvalidTableDefinition,
        Message = $"cannot change data type of hypertable column \"{column}\" from {from} to {to}",
        Hint = "Use an integer, timestamp, or date type.",
    });

    /// <summary>TS101: what hashes are made of keeps its type.</summary>
    public static SqlException HashPartitionedType() => new(new SqlError { State = new SqlState("TS101"), Message = "cannot change the type of a hash-partitioned column" });

    /// <summary>TS101: RENAME of a schema that TimescaleDB's objects are in.</summary>
    public static SqlException ExtensionSchema() => new(new SqlError { State = new SqlState("TS101"), Message = "cannot rename schemas used by the TimescaleDB extension" });

    /// <summary>42P16: RENAME COLUMN of the parent alone.</summary>
    public static SqlException InheritedColumn(string column) => new(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"inherited column \"{column}\" must be renamed in child tables too" });

    /// <summary>TS101: the partitioning column of a hypertable cannot take nulls.</summary>
    public static SqlException PartitioningNotNull() => new(new SqlError { State = new SqlState("TS101"), Message = "cannot drop not-null constraint from a time-partitioned column" });

    /// <summary>42P16: SET LOGGED or UNLOGGED of a temporary table.</summary>
    public static SqlException TemporaryIsNotLogged(string table) =>
        new(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"cannot change logged status of table \"{table}\" because it is temporary" });

    /// <summary>42P16: a logged table would point at an unlogged one.</summary>
    /// <param name="table">The table that is changed.</param>
    /// <param name="toLogged">What it would become.</param>
    /// <param name="other">The other end of the foreign key.</param>
    public static SqlException LoggedDependsOnUnlogged(string table, bool toLogged, string other) => new(new SqlError
    {
        State = SqlState.InvalidTableDefinition,
        Message = $"could not change table \"{table}\" to {(toLogged ? "logged" : "unlogged")} because it references {(toLogged ? "unlogged" : "logged")} table \"{other}\"",
    });
}
