namespace Tidemark.Errors;

/// <summary>Queries whose parts do not fit together: grouping, aggregates, windows, set operations, WITH, INSERT.</summary>
public static class QueryErrors
{
    /// <summary>42803: a column that is neither grouped nor aggregated.</summary>
    /// <param name="column">The column with its table: <c>t.a</c>.</param>
    /// <param name="position">Where.</param>
    public static SqlException UngroupedColumn(string column, int? position) => Error(
        SqlState.GroupingError, $"column \"{column}\" must appear in the GROUP BY clause or be used in an aggregate function", position);

    /// <summary>42803: a subquery that uses a column which the query around it does not group by.</summary>
    public static SqlException UngroupedColumnInSubquery(string column, int? position) =>
        Error(SqlState.GroupingError, $"subquery uses ungrouped column \"{column}\" from outer query", position);

    /// <summary>42803: an aggregate where there can be none.</summary>
    /// <param name="place">The place as PostgreSQL names it: WHERE, JOIN conditions, ...</param>
    public static SqlException AggregateNotAllowed(string place, int? position) =>
        Error(SqlState.GroupingError, $"aggregate functions are not allowed in {place}", position);

    /// <summary>42601: the condition of an ASOF JOIN is of another shape.</summary>
    public static SqlException AsofCondition(int? position) => Error(
        SqlState.SyntaxError, "ASOF JOIN needs equalities and exactly one inequality (<, <=, > or >=) between its sides", position);

    /// <summary>42601: the tolerance of an ASOF JOIN depends on the rows.</summary>
    public static SqlException AsofTolerance(int? position) => Error(SqlState.SyntaxError, "the tolerance of an ASOF JOIN cannot contain columns", position);

    /// <summary>42803: GROUPING() where there can be none.</summary>
    public static SqlException GroupingNotAllowed(string place, int? position) =>
        Error(SqlState.GroupingError, $"grouping operations are not allowed in {place}", position);

    /// <summary>42803: an aggregate of an aggregate.</summary>
    public static SqlException NestedAggregate(int? position) =>
        Error(SqlState.GroupingError, "aggregate function calls cannot be nested", position);

    /// <summary>42803: a window function inside an aggregate.</summary>
    public static SqlException WindowInAggregate(int? position) =>
        Error(SqlState.GroupingError, "aggregate function calls cannot contain window function calls", position);

    /// <summary>0A000: a set inside an aggregate.</summary>
    public static SqlException SetInAggregate(int? position) => Error(
        SqlState.FeatureNotSupported,
        "aggregate function calls cannot contain set-returning function calls",
        position,
        hint: "You might be able to move the set-returning function into a LATERAL FROM item.");

    /// <summary>42803: GROUPING() of something that is not grouped by.</summary>
    public static SqlException GroupingArgument(int? position) =>
        Error(SqlState.GroupingError, "arguments to GROUPING must be grouping expressions of the associated query level", position);

    /// <summary>42P20: a window function where there can be none.</summary>
    public static SqlException WindowNotAllowed(string place, int? position) =>
        Error(SqlState.WindowingError, $"window functions are not allowed in {place}", position);

    /// <summary>42P20: a window function inside a window function or a window definition.</summary>
    public static SqlException NestedWindow(int? position) =>
        Error(SqlState.WindowingError, "window function calls cannot be nested", position);

    /// <summary>0A000: a set inside a window function.</summary>
    public static SqlException SetInWindow(int? position) => Error(
        SqlState.FeatureNotSupported,
        "window function calls cannot contain set-returning function calls",
        position,
        hint: "You might be able to move the set-returning function into a LATERAL FROM item.");

    /// <summary>42P20: what a window definition may not say, worded by the caller.</summary>
    public static SqlException Windowing(string message, int? position, string? hint = null) =>
        Error(SqlState.WindowingError, message, position, hint: hint);

    /// <summary>0A000: a set where there can be none.</summary>
    public static SqlException SetNotAllowed(string place, int? position, string? hint = null) =>
        Error(SqlState.FeatureNotSupported, $"set-returning functions are not allowed in {place}", position, hint: hint);

    /// <summary>0A000: a set nested in an expression in FROM.</summary>
    public static SqlException SetMustBeTopLevel(int? position) =>
        Error(SqlState.FeatureNotSupported, "set-returning functions must appear at top level of FROM", position);

    /// <summary>42809: something asked of a function that is of another kind, worded by the caller.</summary>
    public static SqlException WrongFunctionKind(string message, int? position, string? hint = null) =>
        Error(SqlState.WrongObjectType, message, position, hint: hint);

    /// <summary>42809: a procedure where a function is wanted.</summary>
    /// <param name="signature">Name and argument types.</param>
    /// <param name="position">The call's place.</param>
    public static SqlException IsProcedure(string signature, int? position) =>
        Error(SqlState.WrongObjectType, $"{signature} is a procedure", position, hint: "To call a procedure, use CALL.");

    /// <summary>0A000: nothing tells the columns of the record that a function is to make.</summary>
    public static SqlException UnknownRowType(string function) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"could not determine row type for result of {function}",
        Hint = "Provide a non-null record argument, or call the function in the FROM clause using a column definition list.",
    });

    /// <summary>0A000: a combination of clauses that SQL knows and nobody has, worded by the caller.</summary>
    public static SqlException NotImplemented(string message, int? position, string? detail = null, string? hint = null) =>
        Error(SqlState.FeatureNotSupported, message, position, detail, hint);

    /// <summary>42601: a mistake of form that the grammar lets pass, worded by the caller.</summary>
    public static SqlException Malformed(string message, int? position, string? detail = null, string? hint = null) =>
        Error(SqlState.SyntaxError, message, position, detail, hint);

    /// <summary>42P10: a position that the select list does not have.</summary>
    /// <param name="clause">ORDER BY, GROUP BY or DISTINCT ON.</param>
    public static SqlException PositionNotInSelectList(string clause, long number, int? position) =>
        Error(SqlState.InvalidColumnReference, $"{clause} position {number} is not in select list", position);

    /// <summary>42601: a constant that is no position.</summary>
    public static SqlException NonIntegerConstant(string clause, int? position) =>
        Error(SqlState.SyntaxError, $"non-integer constant in {clause}", position);

    /// <summary>42702: an alias that several select items have.</summary>
    public static SqlException AmbiguousSelectAlias(string clause, string name, int? position) =>
        Error(SqlState.AmbiguousColumn, $"{clause} \"{name}\" is ambiguous", position);

    /// <summary>42P10: a rule between DISTINCT and ORDER BY broken, worded by the caller.</summary>
    public static SqlException InvalidColumnReference(string message, int? position, string? hint = null) =>
        Error(SqlState.InvalidColumnReference, message, position, hint: hint);

    /// <summary>42P10: a clause that may not depend on the query's rows.</summary>
    public static SqlException MustNotContainVariables(string clause, int? position) =>
        Error(SqlState.InvalidColumnReference, $"argument of {clause} must not contain variables", position);

    /// <summary>42601: rows or queries of different widths.</summary>
    public static SqlException UnequalColumnCounts(string message, int? position) => Error(SqlState.SyntaxError, message, position);

    /// <summary>42601: a subquery with several columns where one is wanted.</summary>
    public static SqlException SubqueryMustReturnOneColumn(int? position) =>
        Error(SqlState.SyntaxError, "subquery must return only one column", position);

    /// <summary>42601: a subquery with more or fewer columns than the row it is compared with.</summary>
    public static SqlException SubqueryColumnCount(bool tooMany, int? position) =>
        Error(SqlState.SyntaxError, tooMany ? "subquery has too many columns" : "subquery has too few columns", position);

    /// <summary>42P19: WITH RECURSIVE used as recursion cannot be, worded by the caller.</summary>
    public static SqlException InvalidRecursion(string message, int? position) => Error(SqlState.InvalidRecursion, message, position);

    /// <summary>42804: a recursive term whose type is not that of the first term.</summary>
    public static SqlException RecursiveTypeMismatch(string table, int column, string first, string overall, int? position) => Error(
        SqlState.DatatypeMismatch,
        $"recursive query \"{table}\" column {column} has type {first} in non-recursive term but type {overall} overall",
        position,
        hint: "Cast the output of the non-recursive term to the correct type.");

    /// <summary>42712: two WITH items of one name.</summary>
    public static SqlException DuplicateCommonTable(string name, int? position) =>
        Error(SqlState.DuplicateAlias, $"WITH query name \"{name}\" specified more than once", position);

    /// <summary>0A000: a WITH item that returns nothing used as a table.</summary>
    public static SqlException CommonTableWithoutReturning(string name, int? position) =>
        Error(SqlState.FeatureNotSupported, $"WITH query \"{name}\" does not have a RETURNING clause", position);

    /// <summary>42701: a column named twice where once is all.</summary>
    public static SqlException DuplicateColumn(string message, int? position) => Error(SqlState.DuplicateColumn, message, position);

    /// <summary>42601: an INSERT with more or fewer values than columns.</summary>
    public static SqlException InsertColumnCount(bool tooManyValues, int? position) => Error(
        SqlState.SyntaxError, tooManyValues ? "INSERT has more expressions than target columns" : "INSERT has more target columns than expressions", position);

    /// <summary>21000: MERGE would change a row twice.</summary>
    public static SqlException MergedTwice() => Error(
        SqlState.CardinalityViolation,
        "MERGE command cannot affect row a second time",
        null,
        null,
        "Ensure that not more than one source row matches any one target row.");

    /// <summary>428C9: a value given for a column that makes its own.</summary>
    /// <param name="column">The column.</param>
    /// <param name="isIdentity">An identity column; else a generated one.</param>
    /// <param name="isUpdate">Whether UPDATE says so, which words it otherwise.</param>
    public static SqlException GeneratedColumnAssigned(string column, bool isIdentity, bool isUpdate) => Error(
        SqlState.GeneratedAlways,
        isUpdate ? $"column \"{column}\" can only be updated to DEFAULT" : $"cannot insert a non-DEFAULT value into column \"{column}\"",
        null,
        isIdentity ? $"Column \"{column}\" is an identity column defined as GENERATED ALWAYS." : $"Column \"{column}\" is a generated column.",
        isIdentity && !isUpdate ? "Use OVERRIDING SYSTEM VALUE to override." : null);

    /// <summary>42601: DEFAULT outside of INSERT and UPDATE.</summary>
    public static SqlException DefaultNotAllowed(int? position) =>
        Error(SqlState.SyntaxError, "DEFAULT is not allowed in this context", position);

    /// <summary>42P10: ON CONFLICT columns without a unique index.</summary>
    public static SqlException NoConflictArbiter() => Error(
        SqlState.InvalidColumnReference, "there is no unique or exclusion constraint matching the ON CONFLICT specification", null);

    /// <summary>42601: ON CONFLICT DO UPDATE without a target.</summary>
    public static SqlException ConflictTargetRequired(int? position) => Error(
        SqlState.SyntaxError,
        "ON CONFLICT DO UPDATE requires inference specification or constraint name",
        position,
        hint: "For example, ON CONFLICT (column_name).");

    /// <summary>42809: a relation that cannot be read or written in this way.</summary>
    public static SqlException WrongRelationKind(string message, int? position = null, string? detail = null, string? hint = null) =>
        Error(SqlState.WrongObjectType, message, position, detail, hint);

    /// <summary>55000: a relation that is not in the state for this.</summary>
    public static SqlException CannotModifyView(string verb, string view, string detail) =>
        Error(SqlState.ObjectNotInPrerequisiteState, $"cannot {verb} view \"{view}\"", null, detail);

    /// <summary>0A000: a default that reads a column.</summary>
    public static SqlException ColumnInDefault(int position) => Error(SqlState.FeatureNotSupported, "cannot use column reference in DEFAULT expression", position);

    /// <summary>42703: USING names a column that a side does not have.</summary>
    public static SqlException UndefinedUsingColumn(string column, string side) =>
        Error(SqlState.UndefinedColumn, $"column \"{column}\" specified in USING clause does not exist in {side} table", null);

    /// <summary>42702: USING names a column that a side has several of.</summary>
    public static SqlException AmbiguousUsingColumn(string column, string side) =>
        Error(SqlState.AmbiguousColumn, $"common column name \"{column}\" appears more than once in {side} table", null);

    private static SqlException Error(SqlState state, string message, int? position, string? detail = null, string? hint = null) =>
        new(new SqlError { State = state, Message = message, Detail = detail, Hint = hint, Position = position is 0 ? null : position });
}
