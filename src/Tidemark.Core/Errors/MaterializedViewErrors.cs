namespace Tidemark.Errors;

/// <summary>Errors of materialized views.</summary>
public static class MaterializedViewErrors
{
    /// <summary>55000: it has no rows yet.</summary>
    public static SqlException NotPopulated(string name) => new(new SqlError
    {
        State = SqlState.ObjectNotInPrerequisiteState,
        Message = $"materialized view \"{name}\" has not been populated",
        Hint = "Use the REFRESH MATERIALIZED VIEW command.",
    });

    /// <summary>0A000: REFRESH of something else.</summary>
    public static SqlException NotOne(string name) => new(new SqlError { State = SqlState.FeatureNotSupported, Message = $"\"{name}\" is not a materialized view" });

    /// <summary>0A000: CONCURRENTLY needs rows to compare with.</summary>
    public static SqlException ConcurrentlyUnpopulated() =>
        new(new SqlError { State = SqlState.FeatureNotSupported, Message = "CONCURRENTLY cannot be used when the materialized view is not populated" });

    /// <summary>55000: CONCURRENTLY needs a key.</summary>
    public static SqlException ConcurrentlyWithoutKey(string name) => new(new SqlError
    {
        State = SqlState.ObjectNotInPrerequisiteState,
        Message = $"cannot refresh materialized view \"{name}\" concurrently",
        Hint = "Create a unique index with no WHERE clause on one or more columns of the materialized view.",
    });

    /// <summary>0A000: MERGE changes tables only.</summary>
    public static SqlException CannotMerge(string name) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"cannot execute MERGE on relation \"{name}\"",
        Detail = "This operation is not supported for materialized views.",
    });

    /// <summary>42809: its rows come from its query alone.</summary>
    public static SqlException CannotChange(string name, int? position = null) =>
        new(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot change materialized view \"{name}\"", Position = position });
}
