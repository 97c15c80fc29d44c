namespace Tidemark.Errors;

/// <summary>Names that mean nothing, or several things: tables, columns, functions, operators, types.</summary>
public static class NameErrors
{
    /// <summary>42P01: no relation of this name.</summary>
    /// <param name="name">The name as written, with its schema.</param>
    /// <param name="position">Where.</param>
    /// <param name="nearest">The name of a relation that is spelled almost so.</param>
    public static SqlException RelationDoesNotExist(string name, int? position = null, string? nearest = null) => Error(
        SqlState.UndefinedTable,
        $"relation \"{name}\" does not exist",
        position,
        hint: nearest is null ? null : $"Perhaps you meant to reference the relation \"{nearest}\".");

    /// <summary>42P01: a WITH item that is not in scope yet.</summary>
    public static SqlException ForwardReferenceToCommonTable(string name, int? position) => Error(
        SqlState.UndefinedTable,
        $"relation \"{name}\" does not exist",
        position,
        $"There is a WITH item named \"{name}\", but it cannot be referenced from this part of the query.",
        "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.");

    /// <summary>3F000: no schema of this name.</summary>
    public static SqlException SchemaDoesNotExist(string name, int? position = null) =>
        Error(SqlState.InvalidSchemaName, $"schema \"{name}\" does not exist", position);

    /// <summary>0A000: a name with a database in front of it.</summary>
    public static SqlException CrossDatabaseReference(string name, int? position = null) =>
        Error(SqlState.FeatureNotSupported, $"cross-database references are not implemented: {name}", position);

    /// <summary>42601: a name of more parts than any object has.</summary>
    public static SqlException ImproperQualifiedName(string name, int? position = null) =>
        Error(SqlState.SyntaxError, $"improper qualified name (too many dotted names): {name}", position);

    /// <summary>42703: no column of this name.</summary>
    /// <param name="table">The qualifier as written; null for an unqualified name.</param>
    /// <param name="column">The column.</param>
    /// <param name="position">Where.</param>
    /// <param name="hint">What may have been meant.</param>
    public static SqlException ColumnDoesNotExist(string? table, string column, int? position, string? hint = null) => Error(
        SqlState.UndefinedColumn,
        table is null ? $"column \"{column}\" does not exist" : $"column {table}.{column} does not exist",
        position,
        hint: hint);

    /// <summary>42703: the table of an INSERT, UPDATE or DDL command has no such column.</summary>
    public static SqlException ColumnOfRelationDoesNotExist(string column, string table, int? position = null) =>
        Error(SqlState.UndefinedColumn, $"column \"{column}\" of relation \"{table}\" does not exist", position);

    /// <summary>42702: an unqualified column that several tables have.</summary>
    public static SqlException AmbiguousColumn(string column, int? position) =>
        Error(SqlState.AmbiguousColumn, $"column reference \"{column}\" is ambiguous", position);

    /// <summary>42P09: a table name that several FROM items have.</summary>
    public static SqlException AmbiguousTable(string table, int? position) =>
        Error(SqlState.AmbiguousAlias, $"table reference \"{table}\" is ambiguous", position);

    /// <summary>42712: two FROM items of one name.</summary>
    public static SqlException DuplicateAlias(string alias, int? position = null) =>
        Error(SqlState.DuplicateAlias, $"table name \"{alias}\" specified more than once", position);

    /// <summary>42P01: a qualifier that no FROM item has.</summary>
    public static SqlException MissingFromEntry(string table, int? position) =>
        Error(SqlState.UndefinedTable, $"missing FROM-clause entry for table \"{table}\"", position);

    /// <summary>42P01: a qualifier that a FROM item has which cannot be seen from here.</summary>
    public static SqlException InvalidFromReference(string table, int? position, string hint) =>
        Error(SqlState.UndefinedTable, $"invalid reference to FROM-clause entry for table \"{table}\"", position, hint: hint);

    /// <summary>42P10: a lateral reference to the side of an outer join that may be missing.</summary>
    public static SqlException LateralReferenceInOuterJoin(string table, int? position) => Error(
        SqlState.InvalidColumnReference,
        $"invalid reference to FROM-clause entry for table \"{table}\"",
        position,
        "The combining JOIN type must be INNER or LEFT for a LATERAL reference.");

    /// <summary>42P10: a join with fewer columns than its alias names.</summary>
    public static SqlException TooManyJoinAliases(string join, int available, int specified) => Error(
        SqlState.InvalidColumnReference, $"join expression \"{join}\" has {available} columns available but {specified} columns specified", null);

    /// <summary>42P10: a table with fewer columns than its alias names.</summary>
    public static SqlException TooManyColumnAliases(string table, int available, int specified, int? position = null) => Error(
        SqlState.InvalidColumnReference, $"table \"{table}\" has {available} columns available but {specified} columns specified", position);

    /// <summary>42703: a field of a row of unnamed type.</summary>
    public static SqlException FieldOfRecordUnknown(string field, int? position) =>
        Error(SqlState.UndefinedColumn, $"could not identify column \"{field}\" in record data type", position);

    /// <summary>42883: a hypothetical-set aggregate whose arguments do not match its ordering columns.</summary>
    public static SqlException HypotheticalArguments(string signature, string name, int direct, int ordering, int? position) => Error(
        SqlState.UndefinedFunction,
        $"function {signature} does not exist",
        position,
        hint: $"To use the hypothetical-set aggregate {name}, the number of hypothetical direct arguments (here {direct}) must match the number of ordering columns (here {ordering}).");

    /// <summary>42703: a composite type has no such field.</summary>
    public static SqlException FieldOfTypeUnknown(string field, string type, int? position) =>
        Error(SqlState.UndefinedColumn, $"column \"{field}\" not found in data type {type}", position);

    /// <summary>42809: a field of something that has none.</summary>
    public static SqlException FieldOfNonComposite(string field, string type, int? position) => Error(
        SqlState.WrongObjectType, $"column notation .{field} applied to type {type}, which is not a composite type", position);

    /// <summary>42704: no type of this name.</summary>
    public static SqlException TypeDoesNotExist(string name, int? position = null) =>
        Error(SqlState.UndefinedObject, $"type \"{name}\" does not exist", position);

    /// <summary>42704: no collation of this name.</summary>
    public static SqlException CollationDoesNotExist(string name, int? position) =>
        Error(SqlState.UndefinedObject, $"collation \"{name}\" for encoding \"UTF8\" does not exist", position);

    /// <summary>42883: no function that takes these arguments.</summary>
    /// <param name="signature">Name and argument types: <c>foo(integer, unknown)</c>.</param>
    /// <param name="position">Where.</param>
    /// <param name="isProcedure">Whether CALL looked for a procedure.</param>
    public static SqlException FunctionDoesNotExist(string signature, int? position, bool isProcedure = false) => Error(
        SqlState.UndefinedFunction,
        $"{(isProcedure ? "procedure" : "function")} {signature} does not exist",
        position,
        hint: $"No {(isProcedure ? "procedure" : "function")} matches the given name and argument types. You might need to add explicit type casts.");

    /// <summary>42883: no aggregate that takes these arguments, with an ORDER BY that may stand in the wrong place.</summary>
    public static SqlException AggregateWithOrderDoesNotExist(string signature, int? position) => Error(
        SqlState.UndefinedFunction,
        $"function {signature} does not exist",
        position,
        hint: "No aggregate function matches the given name and argument types. Perhaps you misplaced ORDER BY; ORDER BY must appear after all regular arguments of the aggregate.");

    /// <summary>42725: several functions that take these arguments equally well.</summary>
    public static SqlException FunctionIsNotUnique(string signature, int? position, bool isProcedure = false) => Error(
        SqlState.AmbiguousFunction,
        $"{(isProcedure ? "procedure" : "function")} {signature} is not unique",
        position,
        hint: $"Could not choose a best candidate {(isProcedure ? "procedure" : "function")}. You might need to add explicit type casts.");

    /// <summary>42883: no operator that takes these operands.</summary>
    /// <param name="signature">Operator and operand types: <c>text + integer</c>.</param>
    /// <param name="isPrefix">Whether there is one operand.</param>
    /// <param name="position">Where.</param>
    public static SqlException OperatorDoesNotExist(string signature, bool isPrefix, int? position) => Error(
        SqlState.UndefinedFunction,
        $"operator does not exist: {signature}",
        position,
        hint: isPrefix
            ? "No operator matches the given name and argument type. You might need to add an explicit type cast."
            : "No operator matches the given name and argument types. You might need to add explicit type casts.");

    /// <summary>42725: several operators that take these operands equally well.</summary>
    public static SqlException OperatorIsNotUnique(string signature, int? position) => Error(
        SqlState.AmbiguousFunction,
        $"operator is not unique: {signature}",
        position,
        hint: "Could not choose a best candidate operator. You might need to add explicit type casts.");

    /// <summary>42883: a type that cannot be grouped or compared by equality.</summary>
    public static SqlException NoEqualityOperator(string type, int? position) =>
        Error(SqlState.UndefinedFunction, $"could not identify an equality operator for type {type}", position);

    /// <summary>42883: a type that cannot be sorted.</summary>
    public static SqlException NoOrderingOperator(string type, int? position) => Error(
        SqlState.UndefinedFunction,
        $"could not identify an ordering operator for type {type}",
        position,
        hint: "Use an explicit ordering operator or modify the query.");

    /// <summary>42883: a type without the comparison that GREATEST and LEAST need.</summary>
    public static SqlException NoComparisonFunction(string type, int? position) =>
        Error(SqlState.UndefinedFunction, $"could not identify a comparison function for type {type}", position);

    /// <summary>42704: a window that the WINDOW clause does not define.</summary>
    public static SqlException WindowDoesNotExist(string name, int? position) =>
        Error(SqlState.UndefinedObject, $"window \"{name}\" does not exist", position);

    /// <summary>42704: ON CONFLICT ON CONSTRAINT names none.</summary>
    public static SqlException ConstraintDoesNotExist(string constraint, string table) =>
        Error(SqlState.UndefinedObject, $"constraint \"{constraint}\" for table \"{table}\" does not exist", null);

    /// <summary>42P02: a parameter that the statement was not given.</summary>
    public static SqlException ParameterDoesNotExist(int number, int? position) =>
        Error(SqlState.UndefinedParameter, $"there is no parameter ${number}", position);

    /// <summary>42P01: FOR UPDATE OF a table that FROM does not have.</summary>
    public static SqlException RelationInLockingClause(string table, string clause, int? position) =>
        Error(SqlState.UndefinedTable, $"relation \"{table}\" in {clause} clause not found in FROM clause", position);

    private static SqlException Error(SqlState state, string message, int? position, string? detail = null, string? hint = null) =>
        new(new SqlError { State = state, Message = message, Detail = detail, Hint = hint, Position = position is 0 ? null : position });
}
