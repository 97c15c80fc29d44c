namespace Tidemark.Errors;

/// <summary>Errors of functions and procedures that users make, run and drop.</summary>
public static class RoutineErrors
{
    /// <summary>42P13: a definition that contradicts itself.</summary>
    public static SqlException Invalid(string message, string? detail = null, string? hint = null, int? position = null) => new(new SqlError
    {
        State = SqlState.InvalidFunctionDefinition,
        Message = message,
        Detail = detail,
        Hint = hint,
        Position = position,
    });

    /// <summary>42P13: the body gives something else than was declared.</summary>
    public static SqlException ReturnMismatch(string routine, string declared, string detail) => new(new SqlError
    {
        State = SqlState.InvalidFunctionDefinition,
        Message = $"return type mismatch in function declared to return {declared}",
        Detail = detail,
        Where = $"SQL function \"{routine}\"",
    });

    /// <summary>0A000: DO in a language whose text is only the body of a function.</summary>
    public static SqlException NoInlineCode(string language) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"language \"{language}\" does not support inline code execution" });

    /// <summary>42601: a query in a block, whose rows go nowhere.</summary>
    public static SqlException NoDestination() => new(new SqlError
    {
        State = SqlState.SyntaxError,
        Message = "query has no destination for result data",
        Hint = "If you want to discard the results of a SELECT, use PERFORM instead.",
    });

    /// <summary>22004: EXECUTE of a text that is null.</summary>
    public static SqlException NullQuery() => new(new SqlError { State = SqlState.NullValueNotAllowed, Message = "query string argument of EXECUTE is null" });

    /// <summary>0Z002: RAISE without a message where no error is being handled.</summary>
    public static SqlException NothingToRaise() =>
        new(new SqlError { State = SqlState.StackedDiagnosticsAccessedWithoutActiveHandler, Message = "RAISE without parameters cannot be used outside an exception handler" });

    /// <summary>P0001, or a notice: what RAISE says.</summary>
    /// <param name="level">How severe it is.</param>
    /// <param name="message">The message.</param>
    public static SqlError Raised(Severity level, string message) => new()
    {
        Severity = level,
        State = level >= Severity.Error ? SqlState.RaiseException : level == Severity.Warning ? SqlState.Warning : SqlState.SuccessfulCompletion,
        Message = message,
    };

    /// <summary>42723: the same name with the same argument types.</summary>
    public static SqlException Exists(string name) => new(new SqlError { State = SqlState.DuplicateFunction, Message = $"function \"{name}\" already exists with same argument types" });

    /// <summary>42723, of ALTER: the schema has the same name with the same argument types.</summary>
    public static SqlException ExistsInSchema(string signature, string schema) =>
        new(new SqlError { State = SqlState.DuplicateFunction, Message = $"function {signature} already exists in schema \"{schema}\"" });

    /// <summary>42883: no routine of this name and these argument types.</summary>
    public static SqlException Missing(string kind, string signature) => new(new SqlError { State = SqlState.UndefinedFunction, Message = $"{kind} {signature} does not exist" });

    /// <summary>42883: no routine of this name at all.</summary>
    public static SqlException NotFound(string kind, string name) => new(new SqlError { State = SqlState.UndefinedFunction, Message = $"could not find a {kind} named \"{name}\"" });

    /// <summary>42725: several routines of this name.</summary>
    public static SqlException NotUnique(string kind, string name) => new(new SqlError
    {
        State = SqlState.AmbiguousFunction,
        Message = $"{kind} name \"{name}\" is not unique",
        Hint = $"Specify the argument list to select the {kind} unambiguously.",
    });

    /// <summary>42809: a routine of another kind.</summary>
    public static SqlException WrongKind(string signature, string kind) => new(new SqlError { State = SqlState.WrongObjectType, Message = $"{signature} is not {kind}" });

    /// <summary>42809: CREATE OR REPLACE of a function by a procedure, or the other way round.</summary>
    public static SqlException KindChanged(string name, string kind) => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = "cannot change routine kind",
        Detail = $"\"{name}\" is a {kind}.",
    });

    /// <summary>42704: a language that PostgreSQL has not either.</summary>
    public static SqlException NoLanguage(string language) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"language \"{language}\" does not exist" });

    /// <summary>0A000: a language that PostgreSQL has.</summary>
    public static SqlException LanguageNotSupported(string language) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"language \"{language}\" is not supported",
        Hint = "Functions and procedures can be written in LANGUAGE SQL.",
    });

    /// <summary>0A000: a statement that cannot stand in a body.</summary>
    public static SqlException NotAllowed(string command) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"{command} is not allowed in an SQL function" });

    /// <summary>0A000: a statement that changes something in a function that promised not to.</summary>
    public static SqlException NotAllowedUnlessVolatile(string command) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"{command} is not allowed in a non-volatile function" });
}
