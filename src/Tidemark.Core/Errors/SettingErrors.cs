namespace Tidemark.Errors;

/// <summary>Errors of SET, SHOW and set_config.</summary>
public static class SettingErrors
{
    /// <summary>42704: no such setting.</summary>
    public static SqlException Unrecognized(string name) => new(new SqlError
    {
        State = SqlState.UndefinedObject,
        Message = $"unrecognized configuration parameter \"{name}\"",
    });

    /// <summary>42602: a setting of a user's own that cannot be called so.</summary>
    public static SqlException InvalidName(string name) => new(new SqlError
    {
        State = SqlState.InvalidName,
        Message = $"invalid configuration parameter name \"{name}\"",
        Detail = "Custom parameter names must be two or more simple identifiers separated by dots.",
    });

    /// <summary>22004: set_config without a name.</summary>
    public static SqlException RequiresName() => new(new SqlError
    {
        State = SqlState.NullValueNotAllowed,
        Message = "SET requires parameter name",
    });

    /// <summary>22023: not one of a boolean's spellings.</summary>
    public static SqlException RequiresBoolean(string name) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"parameter \"{name}\" requires a Boolean value",
    });

    /// <summary>22023: a value that the setting does not take.</summary>
    public static SqlException InvalidValue(string name, string value, string? hint) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid value for parameter \"{name}\": \"{value}\"",
        Hint = hint,
    });

    /// <summary>22023: a list with a word that means nothing.</summary>
    public static SqlException UnknownWord(string name, string value, string word) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid value for parameter \"{name}\": \"{value}\"",
        Detail = $"Unrecognized key word: \"{word}\".",
    });

    /// <summary>22023: a number outside the setting's range.</summary>
    public static SqlException OutOfRange(string name, double value, double minimum, double maximum, string unit = "") => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"{value}{unit} is outside the valid range for parameter \"{name}\" ({minimum} .. {maximum})",
    });

    /// <summary>55P02: a setting that tells a fact.</summary>
    public static SqlException CannotBeChanged(string name) => new(new SqlError
    {
        State = SqlState.CantChangeRuntimeParam,
        Message = $"parameter \"{name}\" cannot be changed",
    });

    /// <summary>55P02: a setting of the configuration.</summary>
    public static SqlException NeedsRestart(string name) => new(new SqlError
    {
        State = SqlState.CantChangeRuntimeParam,
        Message = $"parameter \"{name}\" cannot be changed without restarting the server",
    });

    /// <summary>22023: several values for a setting that takes one.</summary>
    public static SqlException TakesOneArgument(string name) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"SET {name} takes only one argument",
    });

    /// <summary>42601: an option of a command that is neither on nor off.</summary>
    public static SqlException OptionRequiresBoolean(string name) => new(new SqlError { State = SqlState.SyntaxError, Message = $"{name} requires a Boolean value" });

    /// <summary>42601: an option of a command without the value that it needs.</summary>
    public static SqlException OptionRequiresParameter(string name) => new(new SqlError { State = SqlState.SyntaxError, Message = $"{name} requires a parameter" });
}
