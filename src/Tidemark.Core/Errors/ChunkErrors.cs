namespace Tidemark.Errors;

/// <summary>Errors of functions on chunks, worded as TimescaleDB words them.</summary>
public static class ChunkErrors
{
    /// <summary>42P01: a null where a hypertable is wanted.</summary>
    public static SqlException InvalidHypertable() => new(new SqlError { State = SqlState.UndefinedTable, Message = "invalid hypertable or continuous aggregate" });

    /// <summary>22023: bounds of time that no chunk lies between.</summary>
    public static SqlException InvalidTimeRange() => Parameter("invalid time range", "The start of the time range must be before the end.");

    /// <summary>22023: bounds of time and bounds of creation in one call; the missing space is TimescaleDB's.</summary>
    public static SqlException MixedBounds() => Parameter("cannot specify \"older_than\" or \"newer_than\" together with \"created_before\"or \"created_after\"");

    /// <summary>42704: a relation that is no chunk, for functions that look chunks up.</summary>
    public static SqlException NotFound(string schema, string table) =>
        new(new SqlError { State = SqlState.UndefinedObject, Message = "chunk not found", Detail = $"schema_name: {schema}, table_name: {table}" });

    /// <summary>22023: a relation that is no chunk.</summary>
    public static SqlException NotChunk(string relation) => Parameter($"\"{relation}\" is not a chunk");

    /// <summary>22023: an index that a chunk cannot be ordered by.</summary>
    public static SqlException InvalidClusteringIndex(string index, string chunk) => Parameter($"\"{index}\" is not a valid clustering index for table \"{chunk}\"");

    /// <summary>0A000: something else than chunks to merge.</summary>
    public static SqlException CanOnlyMergeChunks() => Unsupported("can only merge hypertable chunks");

    /// <summary>22023: fewer than two chunks to merge.</summary>
    public static SqlException TooFewToMerge() => Parameter("must specify at least two chunks to merge");

    /// <summary>22023: no list of chunks to merge.</summary>
    public static SqlException NothingToMerge() => Parameter("no chunks to merge specified");

    /// <summary>22023: null among the chunks to merge.</summary>
    public static SqlException NullInMerge() => Parameter("invalid relation");

    /// <summary>22023: reorder_chunk of null.</summary>
    public static SqlException NothingToCluster() => Parameter("must provide a valid chunk to cluster");

    /// <summary>22023: attach_chunk or detach_chunk of null.</summary>
    public static SqlException NullRelation(string what) => Parameter($"invalid {what} relation OID");

    /// <summary>22023: attach_chunk without slices.</summary>
    public static SqlException NullSlices() => Parameter("invalid dimension slices argument", "Provide a json-formatted definition of dimensional constraints for the chunk partition.");

    /// <summary>22023: a point to split at that is no time where the dimension is one, or the other way round.</summary>
    public static SqlException InvalidSplitType(string type, string dimension) => new(new SqlError
    {
        State = SqlState.InvalidParameterValue,
        Message = $"invalid type '{type}' for split_at argument",
        Detail = $"The argument type must match the dimension \"{dimension}\"",
    });

    /// <summary>22023: a chunk is named twice.</summary>
    public static SqlException DuplicateInMerge(string chunk) => Parameter($"duplicate relation \"{chunk}\" in merge");

    /// <summary>0A000: the union of the chunks is no box.</summary>
    public static SqlException NotAdjacent() =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = "cannot create new chunk partition boundaries", Hint = "Try merging chunks that have adjacent partitions." });

    /// <summary>22023: a point outside a chunk, or on its edge.</summary>
    public static SqlException CannotSplitAt(string point) => Parameter($"cannot split chunk at {point}");

    /// <summary>23514: a row that does not lie in the chunk it was written to.</summary>
    public static SqlException OutsideChunk(string schema, string chunk) => new(new SqlError
    {
        State = SqlState.CheckViolation,
        Message = $"new row for relation \"{chunk}\" violates chunk constraint",
        Schema = schema,
        Table = chunk,
    });

    /// <summary>22023: bounds of creation that no chunk lies between.</summary>
    public static SqlException InvalidCreationRange() => Parameter("invalid chunk creation time range", "The start of the time range must be before the end.");

    /// <summary>22023: bounds of time and bounds of creation in one call of drop_chunks.</summary>
    /// <param name="createdBefore">Whether created_before is among them: the missing space is TimescaleDB's.</param>
    public static SqlException MixedDropBounds(bool createdBefore) => Parameter(
        $"cannot specify \"older_than\" or \"newer_than\" together with \"created_before\"{(createdBefore ? "" : " ")}or \"created_after\"",
        "\"older_than\" and/or \"newer_than\" is recommended with \"time\"-like partitioning and  \"created_before\" and/or \"created_after\" is recommended with \"integer\"-like partitioning.");

    /// <summary>22023: a null where drop_chunks wants a hypertable.</summary>
    public static SqlException NothingToDropFrom() => Parameter("invalid hypertable or continuous aggregate", "Specify a hypertable or continuous aggregate.");

    /// <summary>0A000: chunks of several hypertables.</summary>
    public static SqlException MergeAcrossHypertables() => Unsupported("cannot merge chunks across different hypertables");

    /// <summary>0A000: a chunk with slices of several dimensions.</summary>
    public static SqlException CannotSplitMultidimensional() => Unsupported("cannot split chunk in multi-dimensional hypertable");

    /// <summary>22023: a relation that belongs to no hypertable.</summary>
    public static SqlException NoHypertableOfChunk() => Parameter("hypertable not found for the chunk");

    /// <summary>0A000: a chunk is to be attached that is one already.</summary>
    public static SqlException IsChildAlready() => Unsupported("cannot attach chunk that is already a child of another table");

    /// <summary>22023: slices that do not describe a chunk of the hypertable.</summary>
    public static SqlException InvalidHypercube(string hypertable, string detail) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"invalid hypercube for hypertable \"{hypertable}\"", Detail = detail });

    /// <summary>TS503: slices that meet those of another chunk.</summary>
    public static SqlException Collision() => new(new SqlError { State = new SqlState("TS503"), Message = "chunk creation failed due to collision" });

    /// <summary>23514: rows of a table to attach do not lie in its slices.</summary>
    public static SqlException RowsOutside(string column) => new(new SqlError { State = SqlState.CheckViolation, Message = $"dimension constraint for column \"{column}\" violated by some row" });

    /// <summary>42804: a table to attach has a column that the hypertable has not.</summary>
    public static SqlException UnknownColumn(string table, string column, string hypertable) => Mismatch(
        $"table \"{table}\" contains column \"{column}\" not found in parent \"{hypertable}\"", "The new chunk can contain only the columns present in parent.");

    /// <summary>42804: a table to attach lacks a column.</summary>
    public static SqlException MissingColumn(string column) => Mismatch($"child table is missing column \"{column}\"");

    /// <summary>42804: a table to attach has a column of another type.</summary>
    public static SqlException DifferentColumn(string table, string column) => Mismatch($"child table \"{table}\" has different type for column \"{column}\"");

    /// <summary>42804: a table to attach takes nulls where the hypertable does not.</summary>
    public static SqlException NullableColumn(string column) => Mismatch($"column \"{column}\" in child table must be marked NOT NULL");

    /// <summary>0A000: a row of a frozen chunk.</summary>
    public static SqlException FrozenInsert(string chunk) => Unsupported($"cannot INSERT into frozen chunk \"{chunk}\"");

    /// <summary>55000: rows of a frozen chunk are to change.</summary>
    public static SqlException FrozenRows(string chunk) =>
        new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = $"cannot update/delete rows from chunk \"{chunk}\" as it is frozen" });

    /// <summary>0A000: a frozen chunk is to go empty.</summary>
    public static SqlException FrozenTruncate(string chunk) =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"cannot TRUNCATE frozen chunk \"{chunk}\"", Hint = "Unfreeze the chunk to TRUNCATE it." });

    /// <summary>0A000: what is not done to a frozen chunk.</summary>
    public static SqlException NotPermittedOnFrozen(string command, string chunk) => Unsupported($"{command} not permitted on frozen chunk \"{chunk}\"");

    /// <summary>25001: reorder_chunk or move_chunk in a transaction block.</summary>
    /// <param name="command">reorder or move.</param>
    public static SqlException InBlock(string command) => new(new SqlError { State = SqlState.ActiveSqlTransaction, Message = $"{command} cannot run inside a transaction block" });

    /// <summary>22023: move_chunk without a chunk or a place.</summary>
    public static SqlException NothingToMove() => Parameter("valid chunk, destination_tablespace, and index_destination_tablespaces are required");

    private static SqlException Unsupported(string message) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = message });

    private static SqlException Mismatch(string message, string? detail = null) => new(new SqlError { State = SqlState.DatatypeMismatch, Message = message, Detail = detail });

    private static SqlException Parameter(string message, string? hint = null) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message, Hint = hint });
}
