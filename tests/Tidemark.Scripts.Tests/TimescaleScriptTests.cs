using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>The scripts of TimescaleDB's surface on genuine TimescaleDB: what they expect is what it does.</summary>
public class TimescaleScriptTests(TimescaleScriptTests.SharedOracle shared) : IClassFixture<TimescaleScriptTests.SharedOracle>
{
    [RequiresTheory(Prerequisite.Timescale)]
    [MemberData(nameof(ScriptCorpus.TimescaleFiles), MemberType = typeof(ScriptCorpus))]
    public async Task TimescaleDB_answers_as_recorded(string file)
    {
        var oracle = await shared.GetAsync();
        var runner = new ScriptRunner(oracle.Address, Engine.Timescale, inPlace: true);
        var result = await runner.RunAsync(Script.Load(ScriptCorpus.Path(file)), onlyLine: null, CancellationToken.None);
        Assert.False(result.Failures.Any(), result.Report(atMost: 20));
    }

    /// <summary>One process for all scripts, started with the first.</summary>
    public sealed class SharedOracle : IAsyncLifetime
    {
        private readonly Lazy<Task<TimescaleOracle>> oracle = new(TimescaleOracle.StartAsync);

        public Task<TimescaleOracle> GetAsync() => oracle.Value;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (oracle is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await oracle.Value).DisposeAsync();
        }
    }
}
