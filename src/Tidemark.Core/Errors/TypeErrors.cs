namespace Tidemark.Errors;

/// <summary>Expressions whose types do not fit.</summary>
public static class TypeErrors
{
    /// <summary>42846: there is no cast, or none that applies here.</summary>
    public static SqlException CannotCast(string source, string target, int? position, string? detail = null) =>
        Error(SqlState.CannotCoerce, $"cannot cast type {source} to {target}", position, detail);

    /// <summary>42804: a value that a column does not take.</summary>
    public static SqlException ColumnTypeMismatch(string column, string columnType, string expressionType, int? position) => Error(
        SqlState.DatatypeMismatch,
        $"column \"{column}\" is of type {columnType} but expression is of type {expressionType}",
        position,
        hint: "You will need to rewrite or cast the expression.");

    /// <summary>42804: a default that its column does not take.</summary>
    public static SqlException DefaultTypeMismatch(string column, string columnType, string expressionType) => Error(
        SqlState.DatatypeMismatch,
        $"column \"{column}\" is of type {columnType} but default expression is of type {expressionType}",
        null,
        hint: "You will need to rewrite or cast the expression.");

    /// <summary>42804: a construct that wants another type: <c>argument of WHERE must be type boolean, not type integer</c>.</summary>
    public static SqlException ArgumentMustBeType(string construct, string wanted, string given, int? position) =>
        Error(SqlState.DatatypeMismatch, $"argument of {construct} must be type {wanted}, not type {given}", position);

    /// <summary>42804: an operator between rows that does not compare their fields.</summary>
    public static SqlException RowOperatorMustBeBoolean(string given, int? position) =>
        Error(SqlState.DatatypeMismatch, $"row comparison operator must yield type boolean, not type {given}", position);

    /// <summary>42804: types of different kinds that are to become one.</summary>
    /// <param name="construct">UNION, CASE, VALUES, ...</param>
    public static SqlException TypesCannotBeMatched(string construct, string first, string second, int? position) =>
        Error(SqlState.DatatypeMismatch, $"{construct} types {first} and {second} cannot be matched", position);

    /// <summary>42846: a value of a construct that cannot take the common type.</summary>
    public static SqlException CouldNotConvert(string construct, string source, string target, int? position) =>
        Error(SqlState.CannotCoerce, $"{construct} could not convert type {source} to {target}", position);

    /// <summary>42804: polymorphic arguments without any type.</summary>
    public static SqlException PolymorphicTypeUndetermined(string given, int? position) =>
        Error(SqlState.DatatypeMismatch, $"could not determine polymorphic type because input has type {given}", position);

    /// <summary>42804: VARIADIC before something that is no array.</summary>
    public static SqlException VariadicMustBeArray(int? position) => Error(SqlState.DatatypeMismatch, "VARIADIC argument must be an array", position);

    /// <summary>42P18: ARRAY[] without a type.</summary>
    public static SqlException EmptyArrayTypeUndetermined(int? position) => Error(
        SqlState.IndeterminateDatatype,
        "cannot determine type of empty array",
        position,
        hint: "Explicitly cast to the desired type, for example ARRAY[]::integer[].");

    /// <summary>42704: an array of something that there are no arrays of.</summary>
    public static SqlException NoArrayType(string element, int? position) =>
        Error(SqlState.UndefinedObject, $"could not find array type for data type {element}", position);

    /// <summary>42804: a subscript of something that is no array.</summary>
    public static SqlException CannotSubscript(string type, int? position) => Error(
        SqlState.DatatypeMismatch, $"cannot subscript type {type} because it does not support subscripting", position);

    /// <summary>42804: a subscript that is no integer.</summary>
    public static SqlException SubscriptMustBeInteger(int? position) =>
        Error(SqlState.DatatypeMismatch, "array subscript must have type integer", position);

    /// <summary>42809: ANY or ALL over something that is no array.</summary>
    public static SqlException QuantifierRequiresArray(int? position) =>
        Error(SqlState.WrongObjectType, "op ANY/ALL (array) requires array on right side", position);

    /// <summary>42809: ANY or ALL with an operator that answers no question.</summary>
    public static SqlException QuantifierRequiresBoolean(int? position) =>
        Error(SqlState.WrongObjectType, "op ANY/ALL (array) requires operator to yield boolean", position);

    /// <summary>42804: a construct whose operator answers no question.</summary>
    public static SqlException RequiresBooleanOperator(string construct, int? position) =>
        Error(SqlState.DatatypeMismatch, $"{construct} requires = operator to yield boolean", position);

    /// <summary>42P18: a parameter that nothing gives a type.</summary>
    public static SqlException ParameterTypeUndetermined(int number, int? position) =>
        Error(SqlState.IndeterminateDatatype, $"could not determine data type of parameter ${number}", position);

    /// <summary>42P08: a parameter that is used as two types.</summary>
    public static SqlException InconsistentParameterTypes(int number, string first, string second, int? position) =>
        Error(SqlState.AmbiguousParameter, $"inconsistent types deduced for parameter ${number}", position, $"{first} versus {second}");

    /// <summary>42601: a modifier on a type that takes none.</summary>
    public static SqlException ModifierNotAllowed(string type, int? position) =>
        Error(SqlState.SyntaxError, $"type modifier is not allowed for type \"{type}\"", position);

    /// <summary>42601: a modifier that is no constant.</summary>
    public static SqlException ModifierMustBeConstant(int? position) =>
        Error(SqlState.SyntaxError, "type modifiers must be simple constants or identifiers", position);

    /// <summary>22023: a modifier out of range, worded by the type.</summary>
    public static SqlException InvalidModifier(string message, int? position = null) =>
        Error(SqlState.InvalidParameterValue, message, position);

    /// <summary>42804: a composite value with another number of fields than its type.</summary>
    public static SqlException UnequalRowLengths(int? position) =>
        Error(SqlState.SyntaxError, "unequal number of entries in row expressions", position);

    /// <summary>0A000: rows without columns compared.</summary>
    public static SqlException EmptyRowComparison(int? position) =>
        Error(SqlState.FeatureNotSupported, "cannot compare rows of zero length", position);

    /// <summary>0A000: rows compared by an operator that has no meaning for rows.</summary>
    public static SqlException RowOperatorNotComparison(string symbol, int? position) => Error(
        SqlState.FeatureNotSupported,
        $"could not determine interpretation of row comparison operator {symbol}",
        position,
        hint: "Row comparison operators must be associated with btree operator families.");

    private static SqlException Error(SqlState state, string message, int? position, string? detail = null, string? hint = null) =>
        new(new SqlError { State = state, Message = message, Detail = detail, Hint = hint, Position = position is 0 ? null : position });
}
