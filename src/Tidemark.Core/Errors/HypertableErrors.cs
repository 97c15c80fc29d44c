namespace Tidemark.Errors;

/// <summary>Errors of hypertables, worded as TimescaleDB words them.</summary>
public static class HypertableErrors
{
    /// <summary>0A000: a rule on a hypertable.</summary>
    public static SqlException NoRules() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "hypertables do not support rules" });

    /// <summary>0A000: a temporary or unlogged table.</summary>
    public static SqlException NotLogged(string table) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"table \"{table}\" has to be logged",
        Detail = "It is not possible to turn temporary or unlogged tables into hypertables.",
    });

    /// <summary>42P16: a constraint that chunks would not have.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isNew">Whether the table is to become a hypertable.</param>
    public static SqlException NoInherit(string table, bool isNew) => new(new SqlError
    {
        State = SqlState.InvalidTableDefinition,
        Message = $"cannot have NO INHERIT constraints on hypertable \"{table}\"",
        Hint = isNew ? $"Remove all NO INHERIT constraints from table \"{table}\" before making it a hypertable." : null,
    });

    /// <summary>0A000: ALTER TABLE ONLY.</summary>
    public static SqlException NoOnly() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "ONLY option not supported on hypertable operations" });

    /// <summary>0A000: ADD CONSTRAINT ... USING INDEX.</summary>
    public static SqlException NoExistingIndex() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "hypertables do not support adding a constraint using an existing index" });

    /// <summary>42P13: a function that a dimension cannot divide by.</summary>
    public static SqlException InvalidPartitioningFunction(bool isHash) => new(new SqlError
    {
        State = SqlState.InvalidFunctionDefinition,
        Message = "invalid partitioning function",
        Hint = isHash
            ? "A valid partitioning function for closed (space) dimensions must be IMMUTABLE and have the signature (anyelement) -> integer."
            : "A valid partitioning function for open (time) dimensions must be IMMUTABLE, take the column type as input, and return an integer or timestamp type.",
    });

    /// <summary>22004: a partitioning function gave null.</summary>
    public static SqlException PartitioningFunctionGaveNull() => new(new SqlError { State = SqlState.NullValueNotAllowed, Message = "partitioning function returned NULL" });

    /// <summary>0A000: a UUID without a time in a partitioning column.</summary>
    public static SqlException NotVersion7(string uuid) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"{uuid} is not a version 7 UUID",
        Detail = "UUID \"time\" partitioning columns only support version 7 UUIDs.",
    });

    /// <summary>TS103: a unique index that does not contain a partitioning column.</summary>
    public static SqlException UniqueWithoutPartitioningColumn(string column) => new(new SqlError
    {
        State = new SqlState("TS103"),
        Message = $"cannot create a unique index without the column \"{column}\" (used in partitioning)",
        Hint = "If you're creating a hypertable on a table with a primary key, ensure the partitioning column is part of the primary or composite key.",
    });

    /// <summary>23502: no time, or no value to hash.</summary>
    public static SqlException NullInDimension(string column) => new(new SqlError
    {
        State = SqlState.NotNullViolation,
        Message = $"NULL value in column \"{column}\" violates not-null constraint",
        Hint = "Columns used for time partitioning cannot be NULL.",
        Column = column,
    });

    /// <summary>23502: rows that are there already have no time.</summary>
    public static SqlException NullsInColumn(string column, string table) =>
        new(new SqlError { State = SqlState.NotNullViolation, Message = $"column \"{column}\" of relation \"{table}\" contains null values", Table = table, Column = column });

    /// <summary>22023: a table option with a value that it does not take.</summary>
    public static SqlException InvalidOption(string option, string value, string type) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"invalid value for {option} '{value}'", Hint = $"{option} must be a valid {type}" });

    /// <summary>42809: TRUNCATE ONLY of a hypertable, which has no rows itself.</summary>
    public static SqlException CannotTruncateOnly() => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = "cannot truncate only a hypertable",
        Hint = "Do not specify the ONLY keyword, or use truncate only on the chunks directly.",
    });

    /// <summary>0A000: CREATE INDEX CONCURRENTLY on a hypertable.</summary>
    public static SqlException ConcurrentIndex() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "hypertables do not support concurrent index creation" });

    /// <summary>22023: an option of an index that there is not.</summary>
    /// <param name="name">The option with its namespace.</param>
    public static SqlException UnknownIndexOption(string name) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"unrecognized parameter \"{name}\"",
        Hint = "Valid timescaledb parameters are: transaction_per_chunk",
    });

    /// <summary>0A000: a unique index made by a transaction for each chunk.</summary>
    public static SqlException UniqueInTransactions() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "cannot use timescaledb.transaction_per_chunk with UNIQUE or PRIMARY KEY",
    });

    /// <summary>0A000: SET UNLOGGED of a hypertable.</summary>
    public static SqlException CannotBeUnlogged() => new(new SqlError { State = SqlState.FeatureNotSupported, Message = "logging cannot be turned off for hypertables" });

    /// <summary>TS110: the table is a hypertable already.</summary>
    public static SqlException AlreadyHypertable(string table) => new(new SqlError { State = SqlState.HypertableExists, Message = $"table \"{table}\" is already a hypertable" });

    /// <summary>TS001: a plain table where a hypertable is needed.</summary>
    public static SqlException NotHypertable(string table) => new(new SqlError
    {
        State = SqlState.HypertableNotExist,
        Message = $"\"{table}\" is not a hypertable or a continuous aggregate",
        Hint = "The operation is only possible on a hypertable or continuous aggregate.",
    });

    /// <summary>TS001: a plain table where a hypertable is needed, in the words of functions that do not take continuous aggregates.</summary>
    public static SqlException TableNotHypertable(string table) => new(new SqlError { State = SqlState.HypertableNotExist, Message = $"table \"{table}\" is not a hypertable" });

    /// <summary>0A000: the table to convert has rows.</summary>
    public static SqlException NotEmpty(string table) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"table \"{table}\" is not empty",
        Hint = "You can migrate data by specifying 'migrate_data => true' when calling this function.",
    });

    /// <summary>42809: a column that time cannot be divided by.</summary>
    public static SqlException InvalidDimensionType(string column) => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = $"invalid type for dimension \"{column}\"",
        Hint = "Use an integer, timestamp, or date type.",
    });

    /// <summary>42809: a hash dimension in the first place.</summary>
    public static SqlException ClosedPrimaryDimension() => new(new SqlError
    {
        State = SqlState.WrongObjectType,
        Message = "cannot partition using a closed dimension on primary column",
        Hint = "Use range partitioning on the primary column.",
    });

    /// <summary>0A000: a generated column cannot divide.</summary>
    public static SqlException GeneratedDimension() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "invalid partitioning column",
        Hint = "Generated columns cannot be used as partitioning dimensions.",
    });

    /// <summary>22023: an interval of a type that the dimension does not take.</summary>
    public static SqlException InvalidIntervalType(string dimensionType, bool takesInterval) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid interval type for {dimensionType} dimension",
        Hint = takesInterval ? "Use an interval of type integer or interval." : "Use an interval of type integer.",
    });

    /// <summary>22023: an interval of time that is not positive, or is less than a date dimension's day.</summary>
    public static SqlException InvalidInterval(string dimensionType, string hint) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid interval for {dimensionType} dimension",
        Hint = hint,
    });

    /// <summary>22023: a number outside the range of intervals.</summary>
    public static SqlException IntervalOutOfRange(long maximum) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid interval: must be between 1 and {maximum}",
    });

    /// <summary>22023: a number of hash partitions outside its range.</summary>
    public static SqlException InvalidPartitions(string column) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid number of partitions for dimension \"{column}\"",
        Hint = "A closed (space) dimension must specify between 1 and 32767 partitions.",
    });

    /// <summary>22023: an argument that must not be null is.</summary>
    public static SqlException CannotBeNull(string what) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"{what} cannot be NULL" });

    /// <summary>22023: neither bound of drop_chunks is given.</summary>
    public static SqlException NoDropRange() => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "invalid time range for dropping chunks",
        Hint = "At least one of older_than/newer_than or created_before/created_after must be provided.",
    });

    /// <summary>22023: a time bound of a type that the hypertable's time has not.</summary>
    public static SqlException InvalidTimeArgument(string type, string wanted) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid time argument type \"{type}\"",
        Hint = $"Try casting the argument to \"{wanted}\".",
    });

    /// <summary>TS160: the column is a dimension already.</summary>
    public static SqlException DuplicateDimension(string column) => new(new SqlError { State = new SqlState("TS160"), Message = $"column \"{column}\" is already a dimension" });

    /// <summary>TS002: no dimension of the kind or name asked for.</summary>
    public static SqlException NoMatchingDimension(string table) =>
        new(new SqlError { State = new SqlState("TS002"), Message = $"hypertable \"{table}\" does not have a matching dimension" });

    /// <summary>22023: several dimensions of a kind, and none is named.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="kind">time or space.</param>
    public static SqlException SeveralDimensions(string table, string kind) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"hypertable \"{table}\" has multiple {kind} dimensions", Hint = "An explicit dimension name must be specified." });

    /// <summary>22023: a dimension that is asked to be by hash and by range.</summary>
    public static SqlException PartitionsAndInterval() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "cannot specify both the number of partitions and an interval" });

    /// <summary>22023: a dimension that is asked to be neither by hash nor by range.</summary>
    public static SqlException NeitherPartitionsNorInterval() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "must specify either the number of partitions or an interval" });

    /// <summary>22023: a null in the place of a new interval.</summary>
    public static SqlException IntervalRequired() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid interval: an explicit interval must be specified" });

    /// <summary>22023: a new number of hash partitions outside its range.</summary>
    public static SqlException InvalidPartitionCount() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid number of partitions: must be between 1 and 32767" });

    /// <summary>42710: the hypertable has a clock of its own already.</summary>
    public static SqlException IntegerNowExists(string table) => new(new SqlError { State = SqlState.DuplicateObject, Message = $"custom time function already set for hypertable \"{table}\"" });

    /// <summary>0A000: a clock of its own for time that is no number.</summary>
    public static SqlException IntegerNowOnTime() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "custom time function not supported",
        Hint = "A custom time function can only be set for hypertables that have integer time dimensions.",
    });

    /// <summary>22023: a function that cannot tell the present of a hypertable.</summary>
    public static SqlException InvalidIntegerNow(string hint) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid custom time function", Hint = hint });

    /// <summary>22023: chunk skipping without its switch.</summary>
    public static SqlException RangesSwitchedOff(string setting) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"chunk skipping functionality disabled, enable it by first setting {setting} to on" });

    /// <summary>22023: chunk skipping by a column without a range.</summary>
    public static SqlException NoRangeOf(string type) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"data type \"{type}\" unsupported for range calculation",
        Hint = "Integer-like, timestamp-like data types supported currently",
    });

    /// <summary>42710: chunk skipping is enabled already.</summary>
    public static SqlException RangesEnabled(string column) => new(new SqlError { State = SqlState.DuplicateObject, Message = $"already enabled for column \"{column}\"" });

    /// <summary>42710: chunk skipping is not enabled.</summary>
    public static SqlException RangesNotEnabled(string column) => new(new SqlError { State = SqlState.DuplicateObject, Message = $"statistics not enabled for column \"{column}\"" });

    /// <summary>42P01: null in place of a relation, in the words of what looks it up by its oid.</summary>
    public static SqlException InvalidRelationOid() => new(new SqlError { State = SqlState.UndefinedTable, Message = "invalid relation OID" });

    /// <summary>22023: null in place of a tablespace.</summary>
    public static SqlException InvalidTablespaceName() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid tablespace name" });

    /// <summary>22023: null in place of the hypertable that a tablespace is attached to.</summary>
    public static SqlException InvalidHypertable() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid hypertable" });

    /// <summary>42704: a tablespace that is not there.</summary>
    public static SqlException NoTablespaceToAttach(string name) => new(new SqlError
    {
        State = SqlState.UndefinedObject,
        Message = $"tablespace \"{name}\" does not exist",
        Hint = "The tablespace needs to be created before attaching it to a hypertable.",
    });

    /// <summary>0A000: a description of a dimension as a literal.</summary>
    public static SqlException DimensionFromText() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "cannot construct type \"dimension_info\" from string",
        Detail = "Type dimension_info cannot be constructed from string. You need to use constructor function.",
        Hint = "Use \"by_range\" or \"by_hash\" to construct dimension types.",
    });

    /// <summary>22023: the tablespace of what databases share.</summary>
    public static SqlException SharedTablespace() => new(new SqlError { State = SqlState.InvalidParameterValue, Message = "only shared relations can be placed in pg_global tablespace" });

    /// <summary>TS140: a tablespace that is attached already.</summary>
    public static SqlException TablespaceAttached(string name, string table) =>
        new(new SqlError { State = new SqlState("TS140"), Message = $"tablespace \"{name}\" is already attached to hypertable \"{table}\"" });

    /// <summary>TS150: a tablespace that is not attached.</summary>
    public static SqlException TablespaceNotAttached(string name, string table) =>
        new(new SqlError { State = new SqlState("TS150"), Message = $"tablespace \"{name}\" is not attached to hypertable \"{table}\"" });

    /// <summary>Warning 42P08: an integer that is meant as seconds, most likely.</summary>
    public static SqlError SmallInterval() => new()
    {
        Severity = Severity.Warning,
        State = SqlState.AmbiguousParameter,
        Message = "unexpected interval: smaller than one second",
        Hint = "The interval is specified in microseconds.",
    };

    /// <summary>Warning 01000: a column type that TimescaleDB advises against.</summary>
    public static SqlError NotBestPractice(string type, string column, string better) => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = $"column type \"{type}\" used for \"{column}\" does not follow best practices",
        Hint = $"Use datatype {better} instead.",
    };
}
