using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Errors of JSON functions, in PostgreSQL's words.</summary>
internal static class JsonErrors
{
    /// <summary>22023: the value is not of the kind that the function works on.</summary>
    public static SqlException WrongKind(string message) => Make(SqlState.InvalidParameterValue, message);

    /// <summary>22023: a key that is null.</summary>
    public static SqlException NullKey(int argument) => Make(SqlState.InvalidParameterValue, $"argument {argument}: key must not be null");

    /// <summary>22023: a key of json_build_object that is null.</summary>
    public static SqlException NullArgument(int argument) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"argument {argument} cannot be null",
        Hint = "Object keys should be text.",
    });

    /// <summary>42804: the type that a record is to be made of is none of rows.</summary>
    public static SqlException NotARowType(string function) => Make(SqlState.DatatypeMismatch, $"first argument of {function} must be a row type");

    /// <summary>22P02: a value for an array that is none.</summary>
    public static SqlException ExpectedArray(string hint) => new(new SqlError { State = SqlState.InvalidTextRepresentation, Message = "expected JSON array", Hint = hint });

    /// <summary>22P02: a value for an array that is of no shape.</summary>
    public static SqlException MalformedArray(string detail) => new(new SqlError { State = SqlState.InvalidTextRepresentation, Message = "malformed JSON array", Detail = detail });

    /// <summary>22023: keys and values that do not come in pairs.</summary>
    public static SqlException OddArguments(string function) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "argument list must have even number of elements",
        Hint = $"The arguments of {function}() must consist of alternating keys and values.",
    });

    /// <summary>22023: a key that is no scalar.</summary>
    public static SqlException KeyIsNotScalar() => Make(SqlState.InvalidParameterValue, "key value must be scalar, not array, composite, or json");

    /// <summary>22004.</summary>
    public static SqlException NullReplacement() => new(new SqlError
    {
        State = SqlState.NullValueNotAllowed,
        Message = "JSON value must not be null",
        Detail = "Exception was raised because null_value_treatment is \"raise_exception\".",
        Hint = "To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed.",
    });

    /// <summary>22004.</summary>
    public static SqlException NullPathStep(int position) => Make(SqlState.NullValueNotAllowed, $"path element at position {position} is null");

    /// <summary>22023.</summary>
    public static SqlException CannotReplaceKey() => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "cannot replace existing key",
        Hint = "Try using the function jsonb_set to replace key value.",
    });

    /// <summary>22023: a place before the beginning of an array.</summary>
    public static SqlException PathOutOfRange(int position, string place) => Make(SqlState.InvalidParameterValue, $"path element at position {position} is out of range: {place}");

    /// <summary>22023: a step into a scalar.</summary>
    public static SqlException ScalarOnPath() => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "cannot replace existing key",
        Detail = "The path assumes key is a composite object, but it is a scalar value.",
    });

    /// <summary>22023.</summary>
    public static SqlException NullField() => Make(SqlState.InvalidParameterValue, "field name must not be null");

    /// <summary>22004.</summary>
    public static SqlException NullObjectKey() => Make(SqlState.NullValueNotAllowed, "null value not allowed for object key");

    /// <summary>2202E.</summary>
    public static SqlException Subscripts(string message) => Make(new SqlState("2202E"), message);

    /// <summary>22P02: a path step that is no place in an array.</summary>
    public static SqlException PathStep(int position, string step) => Make(SqlState.InvalidTextRepresentation, $"path element at position {position} is not an integer: \"{step}\"");

    /// <summary>22023.</summary>
    public static SqlException CannotCast(JsonKind kind, string type) =>
        Make(SqlState.InvalidParameterValue, $"cannot cast jsonb {Name(kind)} to type {type}");

    private static string Name(JsonKind kind) => kind switch
    {
        JsonKind.Array => "array",
        JsonKind.Object => "object",
        JsonKind.String => "string",
        JsonKind.Boolean => "boolean",
        JsonKind.Number => "numeric",
        _ => "null",
    };

    private static SqlException Make(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
