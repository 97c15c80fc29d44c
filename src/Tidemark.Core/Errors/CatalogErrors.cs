namespace Tidemark.Errors;

/// <summary>Errors of defining and dropping what the catalog names.</summary>
public static class CatalogErrors
{
    /// <summary>23505: another transaction took the name while this one ran.</summary>
    public static SqlException NameTaken(string name) => new(new SqlError
    {
        State = SqlState.UniqueViolation,
        Message = "duplicate key value violates unique constraint \"pg_class_relname_nsp_index\"",
        Detail = $"The name \"{name}\" was taken by a concurrent transaction.",
    });

    /// <summary>42P07: the relation is there already.</summary>
    public static SqlException RelationExists(string name) => new(new SqlError { State = SqlState.DuplicateTable, Message = $"relation \"{name}\" already exists" });

    /// <summary>42P06: the schema is there already.</summary>
    public static SqlException SchemaExists(string name) => new(new SqlError { State = SqlState.DuplicateSchema, Message = $"schema \"{name}\" already exists" });

    /// <summary>42P04: the database is there already.</summary>
    public static SqlException DatabaseExists(string name) => new(new SqlError { State = SqlState.DuplicateDatabase, Message = $"database \"{name}\" already exists" });

    /// <summary>3D000: no such database.</summary>
    public static SqlException NoDatabase(string name) => new(new SqlError { State = SqlState.InvalidCatalogName, Message = $"database \"{name}\" does not exist" });

    /// <summary>3F000: no such schema.</summary>
    public static SqlException NoSchema(string name, int? position = null) => new(new SqlError
    {
        State = SqlState.InvalidSchemaName,
        Message = $"schema \"{name}\" does not exist",
        Position = position,
    });

    /// <summary>3F000: the search path names no schema that exists.</summary>
    public static SqlException NoSchemaSelected() => new(new SqlError { State = SqlState.InvalidSchemaName, Message = "no schema has been selected to create in" });

    /// <summary>42P01 with the kind of object that was looked for: <c>table "x" does not exist</c>.</summary>
    public static SqlException NoObject(string kind, string name) => new(new SqlError { State = SqlState.UndefinedTable, Message = $"{kind} \"{name}\" does not exist" });

    /// <summary>42704 for what is not a relation: <c>index "x" does not exist</c>, <c>role "x" does not exist</c>.</summary>
    public static SqlException Undefined(string kind, string name) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"{kind} \"{name}\" does not exist" });

    /// <summary>42704: a type, in commands that show its name without quotes.</summary>
    public static SqlException NoType(string name) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"type {name} does not exist" });

    /// <summary>42809: an object of another kind has the name.</summary>
    public static SqlException WrongKind(string name, string kind, string? hint = null) => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = $"\"{name}\" is not {kind}",
        Hint = hint,
    });

    /// <summary>2BP01: something depends on what is dropped.</summary>
    /// <param name="what">What is dropped; null for several objects.</param>
    /// <param name="dependences">Sentences such as <c>view v depends on table t</c>.</param>
    public static SqlException StillNeeded(string? what, IEnumerable<string> dependences) => new(new SqlError
    {
        State = SqlState.DependentObjectsStillExist,
        Message = what is null ? "cannot drop desired object(s) because other objects depend on them" : $"cannot drop {what} because other objects depend on it",
        Detail = string.Join('\n', dependences),
        Hint = "Use DROP ... CASCADE to drop the dependent objects too.",
    });

    /// <summary>42701: a column name twice.</summary>
    public static SqlException DuplicateColumn(string name) => new(new SqlError { State = SqlState.DuplicateColumn, Message = $"column \"{name}\" specified more than once" });

    /// <summary>42601: NULL and NOT NULL on one column.</summary>
    public static SqlException ConflictingNull(string column, string table) => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = $"conflicting NULL/NOT NULL declarations for column \"{column}\" of table \"{table}\"",
    });

    /// <summary>42P16: two primary keys.</summary>
    public static SqlException MultiplePrimaryKeys(string table) => new(new SqlError
    {
        State = SqlState.InvalidTableDefinition,
        Message = $"multiple primary keys for table \"{table}\" are not allowed",
    });

    /// <summary>42703: a key names a column that the table has not.</summary>
    public static SqlException NoKeyColumn(string name) => new(new SqlError { State = SqlState.UndefinedColumn, Message = $"column \"{name}\" named in key does not exist" });

    /// <summary>42701: a key names a column twice.</summary>
    public static SqlException ColumnTwiceInKey(string name, bool isPrimaryKey) => new(new SqlError
    {
        State = SqlState.DuplicateColumn,
        Message = $"column \"{name}\" appears twice in {(isPrimaryKey ? "primary key" : "unique")} constraint",
    });

    /// <summary>42703: a column that is not there.</summary>
    public static SqlException NoColumn(string name, string? table = null) => new(new SqlError
    {
        State = SqlState.UndefinedColumn,
        Message = table is null ? $"column \"{name}\" does not exist" : $"column \"{name}\" of relation \"{table}\" does not exist",
    });

    /// <summary>42939: a name that is kept for the system.</summary>
    public static SqlException ReservedSchema(string name) => new(new SqlError
    {
        State = SqlState.ReservedName,
        Message = $"unacceptable schema name \"{name}\"",
        Detail = "The prefix \"pg_\" is reserved for system schemas.",
    });

    /// <summary>42501: an object of the system.</summary>
    public static SqlException SystemObject(string name) => new(new SqlError { State = SqlState.InsufficientPrivilege, Message = $"permission denied: \"{name}\" is a system catalog" });

    /// <summary>55006: a database with sessions.</summary>
    public static SqlException DatabaseInUse(string name, int sessions) => new(new SqlError
    {
        State = SqlState.ObjectInUse,
        Message = $"database \"{name}\" is being accessed by other users",
        Detail = sessions == 1 ? "There is 1 other session using the database." : $"There are {sessions} other sessions using the database.",
    });

    /// <summary>28000: no such role.</summary>
    public static SqlException NoRole(string name) => new(new SqlError { State = SqlState.InvalidAuthorizationSpecification, Message = $"role \"{name}\" does not exist" });

    /// <summary>A notice that IF [NOT] EXISTS found nothing to do.</summary>
    public static SqlError Skipping(SqlState state, string message) => new() { Severity = Severity.Notice, State = state, Message = $"{message}, skipping" };
}
