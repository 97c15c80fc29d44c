namespace Tidemark.Errors;

/// <summary>Errors about types that users define: enums, domains and composite types.</summary>
public static class DomainErrors
{
    /// <summary>23502: NULL for a domain that refuses it.</summary>
    public static SqlException NullValue(string domain, string? schema) => new(new SqlError
    {
        State = SqlState.NotNullViolation,
        Message = $"domain {domain} does not allow null values",
        Schema = schema,
        DataType = domain,
    });

    /// <summary>23514: a value that a domain's check refuses.</summary>
    public static SqlException CheckViolation(string domain, string check, string? schema) => new(new SqlError
    {
        State = SqlState.CheckViolation,
        Message = $"value for domain {domain} violates check constraint \"{check}\"",
        Schema = schema,
        DataType = domain,
        Constraint = check,
    });

    /// <summary>42710: the schema has a type of this name.</summary>
    public static SqlException TypeExists(string name) => Make(SqlState.DuplicateObject, $"type \"{name}\" already exists");

    /// <summary>42704: no type of this name.</summary>
    public static SqlException NoType(string name) => Make(SqlState.UndefinedObject, $"type \"{name}\" does not exist");

    /// <summary>42809: the type is of another kind.</summary>
    public static SqlException WrongKind(string name, string wanted) => Make(SqlState.WrongObjectType, $"{name} is not {wanted}");

    /// <summary>42809: the type is no domain.</summary>
    public static SqlException NotADomain(string name) => Make(SqlState.WrongObjectType, $"\"{name}\" is not a domain");

    /// <summary>42602: a label that is too long.</summary>
    public static SqlException InvalidLabel(string label) => new(new SqlError
    {
        State = SqlState.InvalidName,
        Message = $"invalid enum label \"{label}\"",
        Detail = "Labels must be 63 bytes or less.",
    });

    /// <summary>23505: a label is there twice.</summary>
    public static SqlException LabelTwice() => Make(SqlState.UniqueViolation, "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"");

    /// <summary>55000: an enum without labels has no first and no last.</summary>
    public static SqlException NoLabels(string type) => Make(SqlState.ObjectNotInPrerequisiteState, $"enum {type} contains no values");

    /// <summary>42710: the label is there.</summary>
    public static SqlException LabelExists(string label) => Make(SqlState.DuplicateObject, $"enum label \"{label}\" already exists");

    /// <summary>22023: the label is not there.</summary>
    public static SqlException NoLabel(string label) => Make(SqlState.InvalidParameterValue, $"\"{label}\" is not an existing enum label");

    /// <summary>54000: no code is left between two labels.</summary>
    public static SqlException NoRoom(string type) => new(new SqlError
    {
        State = new SqlState("54000"),
        Message = $"enum {type} has no room for a label at this place",
        Hint = "Labels can be added before the first and after the last, or make a new type.",
    });

    /// <summary>42704: the domain has no such constraint.</summary>
    public static SqlException NoConstraint(string constraint, string domain) =>
        Make(SqlState.UndefinedObject, $"constraint \"{constraint}\" of domain \"{domain}\" does not exist");

    /// <summary>42710: the domain has a constraint of this name.</summary>
    public static SqlException ConstraintExists(string constraint, string domain) =>
        Make(SqlState.DuplicateObject, $"constraint \"{constraint}\" for domain \"{domain}\" already exists");

    /// <summary>23514: values of a column do not meet a domain's new check.</summary>
    public static SqlException ColumnViolates(string column, string table) =>
        Make(SqlState.CheckViolation, $"column \"{column}\" of table \"{table}\" contains values that violate the new constraint");

    /// <summary>23502: a column has NULLs that a domain refuses from now on.</summary>
    public static SqlException ColumnHasNulls(string column, string table) =>
        Make(SqlState.NotNullViolation, $"column \"{column}\" of table \"{table}\" contains null values");

    private static SqlException Make(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
