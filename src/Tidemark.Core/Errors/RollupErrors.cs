namespace Tidemark.Errors;

/// <summary>Errors of continuous aggregates, worded as TimescaleDB words them.</summary>
public static class RollupErrors
{
    private const string InvalidQuery = "invalid continuous aggregate query";
    private const string InvalidView = "invalid continuous aggregate view";

    /// <summary>0A000: a column that is added must be an aggregate.</summary>
    public static SqlException ColumnNotGenerated() => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = "only generated columns can be added to a continuous aggregate",
        Hint = "Use ADD COLUMN name type GENERATED ALWAYS AS (aggregate) STORED.",
    });

    /// <summary>0A000: rows are not grouped by buckets.</summary>
    public static SqlException NoBucket() => Unsupported("continuous aggregate view must include a valid time bucket function");

    /// <summary>0A000: different buckets.</summary>
    public static SqlException SeveralBuckets() => Unsupported("continuous aggregate view cannot contain multiple time bucket functions");

    /// <summary>0A000: buckets of something else than the time of a hypertable.</summary>
    public static SqlException NotOfTime() => Unsupported("time bucket function must reference the primary hypertable dimension column");

    /// <summary>0A000: a width that may change.</summary>
    public static SqlException MutableWidth() =>
        Unsupported("only immutable expressions allowed in time bucket function", hint: "Use an immutable expression as first argument to the time bucket function.");

    /// <summary>0A000: no grouping at all.</summary>
    public static SqlException NoGrouping() => Unsupported(InvalidQuery, hint: "Include at least one aggregate function and a GROUP BY clause with time bucket.");

    /// <summary>0A000: LIMIT or OFFSET.</summary>
    public static SqlException HasLimit() => Unsupported(
        InvalidQuery,
        "LIMIT and LIMIT OFFSET are not supported in queries defining continuous aggregates.",
        "Use LIMIT and LIMIT OFFSET in SELECTS from the continuous aggregate view instead.");

    /// <summary>0A000: DISTINCT over more than a bucket.</summary>
    public static SqlException HasDistinct() => Unsupported(InvalidQuery, "DISTINCT / DISTINCT ON queries are not supported by continuous aggregates.");

    /// <summary>0A000: windows over more than a bucket.</summary>
    public static SqlException HasWindows() => Unsupported(
        InvalidQuery,
        "Window function support not enabled.",
        "Enable experimental window function support by setting timescaledb.enable_cagg_window_functions.");

    /// <summary>0A000: several groupings at once.</summary>
    public static SqlException HasGroupingSets() => Unsupported(
        InvalidQuery,
        "GROUP BY GROUPING SETS, ROLLUP and CUBE are not supported by continuous aggregates",
        "Define multiple continuous aggregates with different grouping levels.");

    /// <summary>0A000: subqueries whose rows no bucket decides.</summary>
    public static SqlException HasSubqueries() => Unsupported(InvalidQuery, "CTEs, subqueries and set-returning functions are not supported by continuous aggregates.");

    /// <summary>0A000: no hypertable.</summary>
    public static SqlException NoHypertable() => Unsupported(InvalidView, "At least one hypertable should be used in the view definition.");

    /// <summary>0A000: hypertables that no common bucket joins.</summary>
    public static SqlException SeveralHypertables() => Unsupported(InvalidView, "Only one hypertable is allowed in continuous aggregate view.");

    /// <summary>0A000: joins that keep rows of the right.</summary>
    public static SqlException OuterJoin() => Unsupported("only INNER or LEFT joins are supported in continuous aggregates");

    /// <summary>0A000: FROM ONLY.</summary>
    public static SqlException FromOnly() => Unsupported(InvalidView, "FROM ONLY on hypertables is not allowed in continuous aggregate.");

    /// <summary>0A000: TABLESAMPLE.</summary>
    public static SqlException HasSample() => Unsupported(InvalidView, "TABLESAMPLE is not supported in continuous aggregate.");

    /// <summary>0A000: integer time without a clock.</summary>
    public static SqlException NoIntegerNow(string table) => Unsupported(
        $"custom time function required on hypertable \"{table}\"",
        "An integer-based hypertable requires a custom time function to support continuous aggregates.",
        "Set a custom time function on the hypertable.");

    /// <summary>0A000: origin and offset.</summary>
    public static SqlException OriginAndOffset() => Unsupported("using offset and origin in a time_bucket function at the same time is not supported");

    /// <summary>0A000: partial results, which are gone in TimescaleDB too.</summary>
    public static SqlException NotFinalized() => Unsupported(
        InvalidQuery,
        "Continuous Aggregates with partials is not supported anymore.",
        "Define the Continuous Aggregate with \"finalized\" parameter set to true.");

    /// <summary>22023: an option that there is not.</summary>
    public static SqlException UnknownOption(string name) => Parameter(
        $"unrecognized parameter \"{name}\"",
        "Valid timescaledb parameters are: continuous, create_group_indexes, materialized_only, columnstore, chunk_interval, segmentby, orderby, compress_chunk_interval");

    /// <summary>22023: options of continuous aggregates on something else.</summary>
    public static SqlException NoNamespace(string name) => Parameter($"unrecognized parameter namespace \"{name}\"");

    /// <summary>XX000: an aggregate stays one; TimescaleDB's code.</summary>
    public static SqlException CannotDisable() => new(new SqlError { State = SqlState.InternalError, Message = "cannot disable continuous aggregates" });

    /// <summary>0A000: an option of creation.</summary>
    /// <param name="option">Its name.</param>
    public static SqlException CannotAlterOption(string option) => Unsupported($"cannot alter {option} option for continuous aggregates");

    /// <summary>0A000: ALTER MATERIALIZED VIEW of something else than options.</summary>
    public static SqlException OnlyOptions() => Unsupported("cannot alter only SET options of a continuous aggregate");

    /// <summary>0A000: storage parameters among the options of ALTER.</summary>
    public static SqlException OnlyOwnOptions() => Unsupported("only timescaledb parameters allowed in WITH clause for continuous aggregate");

    /// <summary>0A000: storage parameters among the options of CREATE.</summary>
    public static SqlException StorageParameters() => Unsupported(
        "unsupported combination of storage parameters",
        "A continuous aggregate does not support standard storage parameters.",
        "Use only parameters with the \"timescaledb.\" prefix when creating a continuous aggregate.");

    /// <summary>0A000: another way to note what changes.</summary>
    public static SqlException CannotAlterInvalidation() => Unsupported(
        "cannot change invalidation method for continuous aggregate", "All continuous aggregates for a hypertable need to use the same invalidation collection method.");

    /// <summary>22023: no way to note what changes.</summary>
    public static SqlException UnknownInvalidation(string method) => Parameter($"unrecognized value \"{method}\" for invalidate_using");

    /// <summary>42P07: the name is taken.</summary>
    public static SqlException Exists(string name) => new(new SqlError
    {
        State = SqlState.DuplicateTable,
        Message = $"continuous aggregate \"{name}\" already exists",
        Hint = "Drop or rename the existing continuous aggregate first or use another name.",
    });

    /// <summary>A notice: the name is taken.</summary>
    public static SqlError ExistsSkipping(string name) => new() { Severity = Severity.Notice, State = SqlState.DuplicateTable, Message = $"continuous aggregate \"{name}\" already exists, skipping" };

    /// <summary>A notice: a new aggregate is filled.</summary>
    public static SqlError Refreshing(string name) => new()
    {
        Severity = Severity.Notice,
        State = SqlState.SuccessfulCompletion,
        Message = $"refreshing continuous aggregate \"{name}\"",
        Hint = "Use WITH NO DATA if you do not want to refresh the continuous aggregate on creation.",
    };

    /// <summary>A notice: there was nothing to refresh.</summary>
    public static SqlError UpToDate(string name) => new() { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"continuous aggregate \"{name}\" is already up-to-date" };

    /// <summary>A warning: results may change when they are computed again.</summary>
    public static SqlError MutableFunctions() => new()
    {
        Severity = Severity.Warning,
        State = SqlState.Warning,
        Message = "using non-immutable functions in continuous aggregate view may lead to inconsistent results on rematerialization",
    };

    /// <summary>22023: no whole bucket lies in the window.</summary>
    public static SqlException WindowTooSmall() => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "refresh window too small",
        Detail = "The refresh window must cover at least one bucket of data.",
        Hint = "Align the refresh window with the bucket time zone or use at least two buckets.",
    });

    /// <summary>22023: not an aggregate.</summary>
    public static SqlException NotRollup(string relation) => Parameter($"relation \"{relation}\" is not a continuous aggregate");

    /// <summary>22023: null in place of an aggregate.</summary>
    public static SqlException Invalid() => Parameter("invalid continuous aggregate");

    /// <summary>0A000: not an aggregate, in the words of policies.</summary>
    public static SqlException NotContinuousAggregate(string relation) => Unsupported($"\"{relation}\" is not a continuous aggregate");

    /// <summary>22023: a batch of fewer than no buckets.</summary>
    public static SqlException InvalidBatch(int buckets) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = "invalid buckets per batch", Detail = $"buckets_per_batch: {buckets}", Hint = "The buckets per batch should be greater than or equal to zero." });

    /// <summary>22023: fewer than no batches.</summary>
    public static SqlException InvalidMaxBatches(int batches) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = "invalid max batches per execution",
        Detail = $"max_batches_per_execution: {batches}",
        Hint = "The max batches per execution should be greater than or equal to zero.",
    });

    /// <summary>0A000: REFRESH MATERIALIZED VIEW.</summary>
    public static SqlException NotByRefresh() => Unsupported(
        "operation not supported on continuous aggregate",
        "A continuous aggregate does not support REFRESH MATERIALIZED VIEW.",
        "Use \"refresh_continuous_aggregate\" or set up a policy to refresh the continuous aggregate.");

    /// <summary>0A000: DROP VIEW.</summary>
    public static SqlException NotByDropView() =>
        Unsupported("cannot drop continuous aggregate using DROP VIEW", hint: "Use DROP MATERIALIZED VIEW to drop a continuous aggregate.");

    /// <summary>2BP01: DROP VIEW of a view that an aggregate is made of.</summary>
    public static SqlException InternalViewDropped() =>
        new(new SqlError { State = SqlState.DependentObjectsStillExist, Message = "cannot drop the partial/direct view because it is required by a continuous aggregate" });

    /// <summary>0A000: ALTER TABLE of the hypertable with the kept rows.</summary>
    public static SqlException KeptRowsAltered() => Unsupported("operation not supported on materialization tables");

    /// <summary>0A000: TRUNCATE of it.</summary>
    public static SqlException KeptRowsTruncated() => Unsupported("cannot TRUNCATE a hypertable underlying a continuous aggregate", hint: "TRUNCATE the continuous aggregate instead.");

    /// <summary>2BP01: DROP TABLE of it.</summary>
    public static SqlException KeptRowsDropped() =>
        new(new SqlError { State = SqlState.DependentObjectsStillExist, Message = "cannot drop the materialized table because it is required by a continuous aggregate" });

    /// <summary>0A000: RENAME COLUMN there.</summary>
    public static SqlException KeptColumnRenamed(string column, string table) => Unsupported(
        "renaming columns on materialization tables is not supported", $"Column \"{column}\" in materialization table \"{table}\".", "Rename the column on the continuous aggregate instead.");

    /// <summary>0A000: ALTER VIEW.</summary>
    public static SqlException NotByAlterView() =>
        Unsupported("cannot alter continuous aggregate using ALTER VIEW", hint: "Use ALTER MATERIALIZED VIEW to alter a continuous aggregate.");

    /// <summary>0A000: CREATE VIEW.</summary>
    public static SqlException NotByCreateView() =>
        Unsupported("cannot create continuous aggregate with CREATE VIEW", hint: "Use CREATE MATERIALIZED VIEW to create a continuous aggregate.");

    /// <summary>0A000: a unique index.</summary>
    public static SqlException NoUniqueIndexes() => Unsupported("continuous aggregates do not support UNIQUE indexes");

    /// <summary>0A000: buckets that do not consist of whole buckets of the aggregate below.</summary>
    public static SqlException NotMultiple(string view, string width, string parent, string parentWidth, bool isSmaller) => Unsupported(
        "cannot create continuous aggregate with incompatible bucket width",
        isSmaller
            ? $"Time bucket width of \"{view}\" [{width}] should be greater or equal than the time bucket width of \"{parent}\" [{parentWidth}]."
            : $"Time bucket width of \"{view}\" [{width}] should be multiple of the time bucket width of \"{parent}\" [{parentWidth}].");

    /// <summary>0A000: buckets of one width over buckets of different widths.</summary>
    public static SqlException FixedOverVariable() => Unsupported(
        "cannot create continuous aggregate with fixed-width bucket on top of one using variable-width bucket",
        "Continuous aggregate with a fixed time bucket width (e.g. 61 days) cannot be created on top of one using variable time bucket width (e.g. 1 month).\n"
        + "The variance can lead to the fixed width one not being a multiple of the variable width one.");

    /// <summary>0A000: buckets that begin elsewhere than those of the aggregate below.</summary>
    public static SqlException DifferentOrigin(string what, string view, string value, string parent, string parentValue) => Unsupported(
        $"cannot create continuous aggregate with different bucket {what} values",
        $"Time {(what == "origin" ? "origin" : "offset")} of \"{view}\" [{value}] and \"{parent}\" [{parentValue}] should be the same.");

    /// <summary>42809: TRUNCATE ONLY of a continuous aggregate.</summary>
    public static SqlException CannotTruncateOnly() => new(new SqlError { State = SqlState.WrongObjectType, Message = "cannot truncate only a continuous aggregate" });

    private static SqlException Unsupported(string message, string? detail = null, string? hint = null) =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = message, Detail = detail, Hint = hint });

    private static SqlException Parameter(string message, string? hint = null) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message, Hint = hint });
}
