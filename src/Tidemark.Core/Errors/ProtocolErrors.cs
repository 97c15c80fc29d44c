namespace Tidemark.Errors;

/// <summary>What clients do wrong with the wire protocol, and why the server turns a connection away.</summary>
public static class ProtocolErrors
{
    /// <summary>08P01, fatal: a frame begins with a byte that is no message type, so that nothing behind it can be trusted.</summary>
    public static SqlException InvalidMessageType(int code) => Violation($"invalid frontend message type {code}", Severity.Fatal);

    /// <summary>08P01, fatal: a frame's length is impossible or larger than the server accepts.</summary>
    public static SqlException InvalidMessageLength() => Violation("invalid message length", Severity.Fatal);

    /// <summary>08P01, fatal: the startup packet's strings do not fill it.</summary>
    public static SqlException InvalidStartupLayout() => Violation("invalid startup packet layout: expected terminator as last byte", Severity.Fatal);

    /// <summary>08P01, fatal: bytes came with an SSLRequest that were not protected by the encryption it asks for.</summary>
    public static SqlException UnencryptedData() => Violation("received unencrypted data after SSL request", Severity.Fatal);

    /// <summary>08P01, fatal: the client sent something else than its part of the authentication.</summary>
    public static SqlException ExpectedSaslResponse(int code) => Violation($"expected SASL response, got message type {code}", Severity.Fatal);

    /// <summary>08P01: a message ends before its fields do.</summary>
    public static SqlException InsufficientData() => Violation("insufficient data left in message");

    /// <summary>08P01: a string in a message has no end.</summary>
    public static SqlException InvalidString() => Violation("invalid string in message");

    /// <summary>08P01: a message goes on behind its last field.</summary>
    public static SqlException InvalidFormat() => Violation("invalid message format");

    /// <summary>08P01: Describe or Close is about neither a statement nor a portal.</summary>
    public static SqlException InvalidSubtype(string message, int subtype) => Violation($"invalid {message} message subtype {subtype}");

    /// <summary>08P01: Bind gives other than none, one or all parameter formats.</summary>
    public static SqlException ParameterFormats(int formats, int parameters) =>
        Violation($"bind message has {formats} parameter formats but {parameters} parameters");

    /// <summary>08P01: Bind gives other than none, one or all result formats.</summary>
    public static SqlException ResultFormats(int formats, int columns) =>
        Violation($"bind message has {formats} result formats but query has {columns} columns");

    /// <summary>08P01: Bind gives the wrong number of values.</summary>
    public static SqlException ParameterCount(int given, string statement, int required) =>
        Violation($"bind message supplies {given} parameters, but prepared statement \"{statement}\" requires {required}");

    /// <summary>08P01: during COPY ... FROM STDIN something came that is not data.</summary>
    public static SqlException UnexpectedDuringCopy(int code) => Violation($"unexpected message type 0x{code:X2} during COPY from stdin");

    /// <summary>08P01: an SCRAM message is not what RFC 5802 says it is.</summary>
    public static SqlException MalformedScram(string detail) => new(new SqlError
    {
        State = SqlState.ProtocolViolation,
        Severity = Severity.Fatal,
        Message = "malformed SCRAM message",
        Detail = detail,
    });

    /// <summary>08P01: the client chose a mechanism that was not offered.</summary>
    public static SqlException InvalidSaslMechanism() => Violation("client selected an invalid SASL authentication mechanism", Severity.Fatal);

    /// <summary>22023: a format code other than 0 (text) and 1 (binary).</summary>
    public static SqlException UnsupportedFormat(int code) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"unsupported format code: {code}",
    });

    /// <summary>22021: text that is not UTF-8.</summary>
    /// <param name="bytes">The offending bytes, as many as PostgreSQL shows.</param>
    public static SqlException InvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var shown = string.Join(' ', bytes.ToArray().Select(b => $"0x{b:x2}"));
        return new SqlException(new SqlError
        {
            State = SqlState.CharacterNotInRepertoire,
            Message = $"invalid byte sequence for encoding \"UTF8\": {shown}",
        });
    }

    /// <summary>0A000: the function call message, which PostgreSQL keeps for old clients only.</summary>
    public static SqlException FunctionCall() => InternalErrors.NotSupported("the function call message", hint: "Use SELECT function(...) instead.");

    /// <summary>0A000, fatal: a protocol other than 3.</summary>
    public static SqlException UnsupportedProtocol(int major, int minor) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Severity = Severity.Fatal,
        Message = $"unsupported frontend protocol {major}.{minor}: server supports 3.0 to 3.0",
    });

    /// <summary>0A000, fatal: a replication connection.</summary>
    public static SqlException Replication() => new(InternalErrors.NotSupported("replication").Error with { Severity = Severity.Fatal });

    /// <summary>28000, fatal: the startup packet names nobody.</summary>
    public static SqlException NoUser() => new(new SqlError
    {
        State = SqlState.InvalidAuthorizationSpecification,
        Severity = Severity.Fatal,
        Message = "no PostgreSQL user name specified in startup packet",
    });

    /// <summary>28000, fatal: nobody of this name may log in, said only where no password would have been asked.</summary>
    public static SqlException NoSuchRole(string role) => new(new SqlError
    {
        State = SqlState.InvalidAuthorizationSpecification,
        Severity = Severity.Fatal,
        Message = $"role \"{role}\" does not exist",
    });

    /// <summary>28000, fatal: the server has no password yet, and this client is not on the same machine.</summary>
    public static SqlException NotLocal(string address, string user, string database) => new(new SqlError
    {
        State = SqlState.InvalidAuthorizationSpecification,
        Severity = Severity.Fatal,
        Message = $"no pg_hba.conf entry for host \"{address}\", user \"{user}\", database \"{database}\", no encryption",
    });

    /// <summary>28P01, fatal: the same for a wrong password, no password and an unknown user.</summary>
    public static SqlException PasswordRefused(string user) => new(new SqlError
    {
        State = SqlState.InvalidPassword,
        Severity = Severity.Fatal,
        Message = $"password authentication failed for user \"{user}\"",
    });

    /// <summary>53300, fatal: the server has as many clients as it was told to take.</summary>
    public static SqlException TooManyConnections() => new(new SqlError
    {
        State = SqlState.TooManyConnections,
        Severity = Severity.Fatal,
        Message = "sorry, too many clients already",
    });

    /// <summary>57P01, fatal: the server ends the session.</summary>
    public static SqlException ShuttingDown() => new(new SqlError
    {
        State = SqlState.AdminShutdown,
        Severity = Severity.Fatal,
        Message = "terminating connection due to administrator command",
    });

    /// <summary>57P03, fatal: the server takes no new sessions any more.</summary>
    public static SqlException CannotConnectNow() => new(new SqlError
    {
        State = SqlState.CannotConnectNow,
        Severity = Severity.Fatal,
        Message = "the database system is shutting down",
    });

    private static SqlException Violation(string message, Severity severity = Severity.Error) => new(new SqlError
    {
        State = SqlState.ProtocolViolation,
        Severity = severity,
        Message = message,
    });
}
