namespace Tidemark.Errors;

/// <summary>Errors and notices of the column store, worded as TimescaleDB words them.</summary>
public static class ColumnstoreErrors
{
    /// <summary>42704: null in place of the hypertable whose policy is removed.</summary>
    public static SqlException NoRelation() => new(new SqlError { State = SqlState.UndefinedObject, Message = "relation is not a hypertable or continuous aggregate" });

    /// <summary>0A000: a chunk of a hypertable without a column store is to be converted.</summary>
    public static SqlException NotEnabled(string table) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"columnstore not enabled on \"{table}\"",
        Detail = "It is not possible to convert chunks to columnstore on a hypertable or continuous aggregate that does not have columnstore enabled.",
        Hint = "Enable columnstore using ALTER TABLE/MATERIALIZED VIEW with the timescaledb.enable_columnstore option.",
    });

    /// <summary>TS001: a chunk of a hypertable without a column store is to be taken out of it.</summary>
    public static SqlException Missing() => new(new SqlError { State = SqlState.HypertableNotExist, Message = "missing columnstore-enabled hypertable" });

    /// <summary>42704: null, or no oid, where a chunk is wanted.</summary>
    public static SqlException InvalidOid() => new(new SqlError { State = SqlState.UndefinedObject, Message = "invalid Oid" });

    /// <summary>42710: the chunk is in the column store already.</summary>
    public static SqlError AlreadyConverted(string chunk, bool isError) =>
        new() { Severity = isError ? Severity.Error : Severity.Notice, State = SqlState.DuplicateObject, Message = $"chunk \"{chunk}\" is already converted to columnstore" };

    /// <summary>55000: the chunk is not in the column store.</summary>
    public static SqlError NotConverted(string chunk, bool isError) =>
        new() { Severity = isError ? Severity.Error : Severity.Notice, State = SqlState.ObjectNotInPrerequisiteState, Message = $"chunk \"{chunk}\" is not converted to columnstore" };

    /// <summary>Warning 01000: recompress_chunk is of old.</summary>
    public static SqlError RecompressIsDeprecated() => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = "procedure public.recompress_chunk(regclass,boolean) is deprecated and the functionality is now included in public.compress_chunk. this compatibility function will be removed in a future version.",
    };

    /// <summary>0A000: converted chunks need the column store that is to be switched off.</summary>
    public static SqlException HasConvertedChunks() => Unsupported("cannot disable columnstore on hypertable with columnstore chunks");

    /// <summary>0A000: another option than segmentby and orderby is reset.</summary>
    public static SqlException CannotReset() => Unsupported("only columnstore options segmentby and orderby can be reset");

    /// <summary>0A000: a column that chunks are segmented or ordered by is to go.</summary>
    public static SqlException CannotDropColumn() => Unsupported("cannot drop orderby or segmentby column from a hypertable with columnstore enabled");

    /// <summary>0A000: sparse indexes without an order.</summary>
    public static SqlException IndexWithoutOrder() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "cannot set sparse index option without orderby option",
        Detail = "Either set both options or remove both options to trigger default values",
    });

    /// <summary>22023: an option that must say something.</summary>
    public static SqlException ValueMissing(string option) => Parameter($"parameter \"{option}\" must have a value");

    /// <summary>22023: chunks cannot be ordered by nothing.</summary>
    public static SqlException EmptyOrder() => Parameter("ordering column can not be empty", "timescaledb.compress_orderby option must reference a valid column or be removed to use default settings.");

    /// <summary>42601: the text of segmentby is no list of columns.</summary>
    public static SqlException UnreadableSegmentBy(string text, string? detail) => Syntax(
        $"unable to parse segmenting option \"{text}\"", "The option timescaledb.compress_segmentby must be a set of columns separated by commas.", detail);

    /// <summary>42601: the text of orderby is no ORDER BY of columns.</summary>
    public static SqlException UnreadableOrderBy(string text, string? detail) => Syntax(
        $"unable to parse ordering option \"{text}\"",
        "The timescaledb.compress_orderby option must be a set of column names with sort options, separated by commas. It is the same format as an ORDER BY clause.",
        detail);

    /// <summary>42601: the text of sparse_index is no list of calls.</summary>
    public static SqlException UnreadableIndex(string text, string? detail = null) => Syntax($"unable to parse sparse index option \"{text}\"", null, detail);

    /// <summary>42601: an index of no columns.</summary>
    public static SqlException IndexOfNothing(string type) => Syntax($"sparse index {type}'s first option must reference a valid column.", null);

    /// <summary>42601: a column that the table does not have.</summary>
    public static SqlException NoColumn(string column, string option) =>
        Syntax($"column \"{column}\" does not exist", $"The {option} option must reference a valid column.");

    /// <summary>42601: a column is named twice.</summary>
    public static SqlException DuplicateColumn(string column, string option) =>
        Syntax($"duplicate column name \"{column}\"", $"The {option} option must reference distinct column.");

    /// <summary>42601: a column is in segmentby and in orderby.</summary>
    public static SqlException InBoth(string column) => Syntax(
        $"cannot use column \"{column}\" for both ordering and segmenting", "Use separate columns for the timescaledb.compress_orderby and timescaledb.compress_segmentby options.");

    /// <summary>22023: a kind of sparse index that there is not.</summary>
    public static SqlException UnknownIndexType(string type) => Parameter($"unrecognized sparse index type \"{type}\"");

    /// <summary>42601: rows of a segment have one value of such a column.</summary>
    public static SqlException IndexOfSegmentColumn(string column) => Syntax($"the segmentby column \"{column}\" can not have sparse indexes", null);

    /// <summary>42601: a bloom filter of a column whose ranges tell as much.</summary>
    public static SqlException BloomOfOrderColumn(string column) => Syntax(
        $"the orderby column \"{column}\" cannot have a bloom sparse index", null, "For orderby columns, a minmax sparse index is added automatically and cannot have bloom sparse index.");

    /// <summary>42601: a range of several columns.</summary>
    public static SqlException OnlyBloomOfSeveral() => Syntax("only bloom indexes can have multiple columns", null);

    /// <summary>Warning 01000: chunks of one width cannot be put together to another.</summary>
    public static SqlError NotMultiple() => Warning("compress chunk interval is not a multiple of chunk interval, you should use a factor of chunk interval to merge as much as possible");

    /// <summary>Warning 01000: chunks that are put together will not be in the order of time.</summary>
    public static SqlError TimeNotFirst() => Warning("compress_chunk_time_interval configured and primary dimension not first column in compress_orderby");

    /// <summary>Notice: chunks that are converted stay as they are.</summary>
    public static SqlError SettingsForFuture() => new()
    {
        Severity = Severity.Notice,
        State = SqlState.SuccessfulCompletion,
        Message = "updated compression settings will only apply to future compressions",
        Detail = "Existing compressed chunks will not be recompressed.",
        Hint = "Use compress_chunk(chunk, recompress => true) to recompress.",
    };

    /// <summary>Info: a policy that was told to say what it does.</summary>
    public static SqlError Converting(string schema, string chunk) =>
        new() { Severity = Severity.Info, State = SqlState.SuccessfulCompletion, Message = $"converting chunk {schema}.{chunk} to columnstore" };

    /// <summary>XX000: some chunks could not be converted.</summary>
    public static SqlException PolicyFailed(int failed, int converted, SqlError first) => new(new SqlError
    {
        State = first.State,
        Message = $"columnstore policy failure: {first.Message}",
        Detail = $"Failed to convert '{failed}' chunks to columnstore. Successfully converted '{converted}' chunks.",
        Hint = first.Hint,
    });

    /// <summary>22023: neither an age of rows nor one of chunks, or both.</summary>
    public static SqlException OneOfBounds() => Parameter("need to specify one of \"compress_after\" or \"compress_created_before\"");

    /// <summary>0A000: rows of a converted chunk are to change, which a setting forbids.</summary>
    public static SqlException ChangesDisabled() => Disabled("UPDATE/DELETE is disabled on compressed chunks");

    /// <summary>0A000: rows with keys are to go into a converted chunk, which a setting forbids.</summary>
    public static SqlException KeysDisabled() => Disabled("inserting into compressed chunk with unique constraints disabled");

    private static SqlException Disabled(string message) =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = message, Hint = "Set timescaledb.enable_dml_decompression to TRUE." });

    /// <summary>0A000: a policy for a hypertable without a column store.</summary>
    public static SqlException NotEnabledForPolicy(string kind, string table) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"columnstore not enabled on {kind} \"{table}\"",
        Hint = "Enable columnstore before adding a columnstore policy.",
    });

    /// <summary>0A000: a policy for a continuous aggregate that nothing refreshes.</summary>
    public static SqlException NoRefreshPolicy(string view) => Unsupported($"setup a refresh policy for \"{view}\" before setting up a columnstore policy");

    /// <summary>0A000: an age that is no interval.</summary>
    public static SqlException UnsupportedAfter() => Unsupported("unsupported compress_after argument type, expected type : interval");

    /// <summary>22023: an age that is no number where time is one.</summary>
    public static SqlException InvalidAfter() => Parameter(
        "invalid value for parameter compress_after",
        "Integer duration in \"compress_after\" or interval time duration in \"compress_created_before\" is required for hypertables with integer time dimension.");

    /// <summary>0A000: nothing tells what time it is where time is a number.</summary>
    public static SqlException NoIntegerNow() => Unsupported("integer_now function not set");

    /// <summary>42710: there is a policy.</summary>
    public static SqlException PolicyExists(string table) => new(new SqlError
    {
        State = SqlState.DuplicateObject,
        Message = $"columnstore policy already exists for hypertable or continuous aggregate \"{table}\"",
        Hint = "Set option \"if_not_exists\" to true to avoid error.",
    });

    /// <summary>A notice: there is such a policy.</summary>
    public static SqlError PolicyExistsSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"columnstore policy already exists for hypertable \"{table}\", skipping" };

    /// <summary>A warning: there is another policy.</summary>
    public static SqlError PolicyExistsDifferently(string table) => Warning($"columnstore policy already exists for hypertable \"{table}\"") with
    {
        Detail = "A policy already exists with different arguments.",
        Hint = "Remove the existing policy before adding a new one.",
    };

    /// <summary>42704: there is no policy.</summary>
    public static SqlException PolicyNotFound(string table) => new(new SqlError { State = SqlState.UndefinedObject, Message = $"columnstore policy not found for hypertable \"{table}\"" });

    /// <summary>A notice: there is no policy.</summary>
    public static SqlError PolicyNotFoundSkipping(string table) =>
        new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"columnstore policy not found for hypertable \"{table}\", skipping" };

    private static SqlError Warning(string message) => new() { Severity = Severity.Warning, State = SqlState.Warning, Message = message };

    private static SqlException Unsupported(string message) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = message });

    private static SqlException Parameter(string message, string? hint = null) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message, Hint = hint });

    private static SqlException Syntax(string message, string? hint, string? detail = null) =>
        new(new SqlError { State = SqlState.SyntaxError, Message = message, Hint = hint, Detail = detail });
}
