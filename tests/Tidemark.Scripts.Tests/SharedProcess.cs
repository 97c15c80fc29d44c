using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>One process for all scripts of a class, started with the first.</summary>
public abstract class SharedProcess<T>(Func<Task<T>> start) : IAsyncLifetime
    where T : IAsyncDisposable
{
    private readonly Lazy<Task<T>> process = new(start);

    public Task<T> GetAsync() => process.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await process.Value).DisposeAsync();
    }
}

/// <summary>A PostgreSQL.</summary>
public sealed class SharedPostgres() : SharedProcess<PostgresOracle>(PostgresOracle.StartAsync);

/// <summary>A genuine TimescaleDB.</summary>
public sealed class SharedTimescale() : SharedProcess<TimescaleOracle>(TimescaleOracle.StartAsync);

/// <summary>A Tidemark that is configured as scripts expect it.</summary>
public sealed class SharedTidemark() : SharedProcess<TidemarkProcess>(ScriptServer.StartAsync);
