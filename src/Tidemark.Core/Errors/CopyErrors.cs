namespace Tidemark.Errors;

/// <summary>Errors of COPY.</summary>
public static class CopyErrors
{
    /// <summary>22P04: a row with too few fields.</summary>
    public static SqlException MissingData(string column) => Bad($"missing data for column \"{column}\"");

    /// <summary>22P04: a row with too many fields.</summary>
    public static SqlException ExtraData() => Bad("extra data after last expected column");

    /// <summary>22P04: a carriage return or a newline where the file's line ends are others.</summary>
    public static SqlException LiteralLineEnd(bool isCarriageReturn) => new(new SqlError
    {
        State = SqlState.BadCopyFileFormat,
        Message = isCarriageReturn ? "literal carriage return found in data" : "literal newline found in data",
        Hint = isCarriageReturn ? "Use \"\\r\" to represent carriage return." : "Use \"\\n\" to represent newline.",
    });

    /// <summary>22P04: a quote that never ends.</summary>
    public static SqlException UnterminatedQuote() => Bad("unterminated CSV quoted field");

    /// <summary>22P04: a header line that names other columns.</summary>
    public static SqlException HeaderMismatch(int field, string found, string expected) =>
        Bad($"column name mismatch in header line field {field}: got \"{found}\", expected \"{expected}\"");

    /// <summary>22P04: a header line with another number of columns.</summary>
    public static SqlException HeaderCount(int found, int expected) => Bad($"wrong number of fields in header line: got {found}, expected {expected}");

    /// <summary>22P04: a header line with NULL for a name.</summary>
    public static SqlException HeaderNull(int field, string found, string expected) =>
        Bad($"column name mismatch in header line field {field}: got null value (\"{found}\"), expected \"{expected}\"");

    /// <summary>42P10: FORCE_QUOTE and its kin name a column that is not copied.</summary>
    public static SqlException NotCopied(string option, string column) =>
        Option($"{option} column \"{column}\" not referenced by COPY", SqlState.InvalidColumnReference);

    /// <summary>42P10: a generated column is named.</summary>
    public static SqlException Generated(string column) => new(new SqlError
    {
        State = SqlState.InvalidColumnReference,
        Message = $"column \"{column}\" is a generated column",
        Detail = "Generated columns cannot be used in COPY.",
    });

    /// <summary>42P10: WHERE names a generated column.</summary>
    public static SqlException GeneratedInWhere(string column) => new(new SqlError
    {
        State = SqlState.InvalidColumnReference,
        Message = "generated columns are not supported in COPY FROM WHERE conditions",
        Detail = $"Column \"{column}\" is a generated column.",
    });

    /// <summary>A file of the server that cannot be opened.</summary>
    public static SqlException File(string path, bool isRead, SqlState state, string reason, Exception? inner) => new(new SqlError
    {
        State = state,
        Message = $"could not open file \"{path}\" for {(isRead ? "reading" : "writing")}: {reason}",
        Hint = isRead
            ? "COPY FROM instructs the PostgreSQL server process to read a file. You may want a client-side facility such as psql's \\copy."
            : "COPY TO instructs the PostgreSQL server process to write a file. You may want a client-side facility such as psql's \\copy.",
    }, inner);

    /// <summary>22P04: binary data without its signature.</summary>
    public static SqlException NoSignature() => Bad("COPY file signature not recognized");

    /// <summary>22P04: binary data cut off.</summary>
    public static SqlException UnexpectedEnd() => Bad("unexpected EOF in COPY data");

    /// <summary>22P04: a binary row with another number of fields.</summary>
    public static SqlException FieldCount(int found, int expected) => Bad($"row field count is {found}, expected {expected}");

    /// <summary>22P04: a field length that cannot be.</summary>
    public static SqlException InvalidFieldSize() => Bad("invalid field size");

    /// <summary>22P04: flags that say something unknown.</summary>
    public static SqlException UnknownFlags() => Bad("unrecognized critical flags in COPY file header");

    /// <summary>42601: options that do not fit together.</summary>
    public static SqlException Option(string message, SqlState? state = null, int? position = null) => new(new SqlError
    {
        State = state ?? SqlState.FeatureNotSupported,
        Message = message,
        Position = position,
    });

    /// <summary>57014: the client gave up.</summary>
    public static SqlException ClientFailed(string message) => new(new SqlError { State = SqlState.QueryCanceled, Message = $"COPY from stdin failed: {message}" });

    /// <summary>The same error with its place in the data.</summary>
    /// <param name="failure">The error.</param>
    /// <param name="table">The table.</param>
    /// <param name="line">The line, from 1; of binary data the row.</param>
    /// <param name="column">The column; null where the whole line is at fault.</param>
    /// <param name="value">The value or line, shortened here as PostgreSQL shortens it; null for none.</param>
    public static SqlException At(SqlException failure, string table, long line, string? column, string? value)
    {
        const int MaxShown = 100;
        var where = column is null ? $"COPY {table}, line {line}" : $"COPY {table}, line {line}, column {column}";
        if (value is not null) where += $": \"{(value.Length > MaxShown ? value[..MaxShown] + "..." : value)}\"";
        return new SqlException(failure.Error with { Where = where }, failure.InnerException);
    }

    private static SqlException Bad(string message) => new(new SqlError { State = SqlState.BadCopyFileFormat, Message = message });
}
