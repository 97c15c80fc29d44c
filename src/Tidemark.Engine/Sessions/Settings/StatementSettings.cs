namespace Tidemark.Engine.Sessions.Settings;

/// <summary>The settings that every statement looks at, read from their texts once for all statements until one of them changes. Times in milliseconds.</summary>
internal sealed record StatementSettings
{
    public required string Role { get; init; }

    public required string DefaultIsolation { get; init; }

    public required bool IsReadOnly { get; init; }

    public required bool WaitsForFlush { get; init; }

    public required bool UsesBlockStatistics { get; init; }

    public required long StatementTimeout { get; init; }

    public required long LockTimeout { get; init; }

    public required long DeadlockTimeout { get; init; }

    public required long IdleInTransactionTimeout { get; init; }

    public required long IdleTimeout { get; init; }

    /// <summary>In kilobytes.</summary>
    public required long WorkMemory { get; init; }

    /// <summary>temp_file_limit in kilobytes; -1 for none.</summary>
    public required long TemporaryFileLimit { get; init; }

    /// <summary>Whether everything goes to disk that can go there; a test setting.</summary>
    public required bool ForcesSpilling { get; init; }

    /// <summary>Of so many rows on, their order is made use of; 0 does it always. A test setting.</summary>
    public required int OrderedRows { get; init; }

    /// <summary>Scans with fewer rows than this stay on one thread.</summary>
    public required int ParallelRows { get; init; }

    /// <summary>How many rows operators put into a batch; 0 leaves that to the instance. A test setting.</summary>
    public required int BatchRows { get; init; }

    /// <summary>Whether operators are used that only make sense for rows in the order of time.</summary>
    public required bool UsesTimeSeriesOperators { get; init; }

    public static StatementSettings From(SessionSettings settings) => new()
    {
        Role = settings.Get("role"),
        DefaultIsolation = settings.Get("default_transaction_isolation"),
        IsReadOnly = settings.IsOn("default_transaction_read_only"),
        WaitsForFlush = settings.Get("synchronous_commit") != "off",
        UsesBlockStatistics = settings.IsOn("tidemark.enable_block_statistics") && settings.IsOn("tidemark.enable_timeseries_operators"),
        StatementTimeout = settings.GetInteger("statement_timeout"),
        LockTimeout = settings.GetInteger("lock_timeout"),
        DeadlockTimeout = settings.GetInteger("deadlock_timeout"),
        IdleInTransactionTimeout = settings.GetInteger("idle_in_transaction_session_timeout"),
        IdleTimeout = settings.GetInteger("idle_session_timeout"),
        WorkMemory = settings.GetInteger("work_mem"),
        TemporaryFileLimit = settings.GetInteger("temp_file_limit"),
        ForcesSpilling = settings.IsOn("tidemark.force_spilling"),
        BatchRows = (int)settings.GetInteger("tidemark.batch_rows"),
        OrderedRows = (int)settings.GetInteger("tidemark.ordered_rows"),
        ParallelRows = (int)settings.GetInteger("tidemark.parallel_rows"),
        UsesTimeSeriesOperators = settings.IsOn("tidemark.enable_timeseries_operators"),
    };
}
