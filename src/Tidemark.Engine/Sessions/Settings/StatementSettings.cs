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

    public static StatementSettings From(SessionSettings settings) => new()
    {
        Role = settings.Get("role"),
        DefaultIsolation = settings.Get("default_transaction_isolation"),
        IsReadOnly = settings.IsOn("default_transaction_read_only"),
        WaitsForFlush = settings.Get("synchronous_commit") != "off",
        UsesBlockStatistics = settings.IsOn("tidemark.enable_block_statistics"),
        StatementTimeout = settings.GetInteger("statement_timeout"),
        LockTimeout = settings.GetInteger("lock_timeout"),
        DeadlockTimeout = settings.GetInteger("deadlock_timeout"),
        IdleInTransactionTimeout = settings.GetInteger("idle_in_transaction_session_timeout"),
        IdleTimeout = settings.GetInteger("idle_session_timeout"),
        WorkMemory = settings.GetInteger("work_mem"),
    };
}
