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
}
