namespace Tidemark.Errors;

/// <summary>Errors of hypertables, worded as TimescaleDB words them.</summary>
public static class HypertableErrors
{
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

    /// <summary>TS110: the table is a hypertable already.</summary>
    public static SqlException AlreadyHypertable(string table) => new(new SqlError { State = SqlState.HypertableExists, Message = $"table \"{table}\" is already a hypertable" });

    /// <summary>TS001: a plain table where a hypertable is needed.</summary>
    public static SqlException NotHypertable(string table) => new(new SqlError
    {
        State = SqlState.HypertableNotExist,
        Message = $"\"{table}\" is not a hypertable or a continuous aggregate",
        Hint = "The operation is only possible on a hypertable or continuous aggregate.",
    });

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
