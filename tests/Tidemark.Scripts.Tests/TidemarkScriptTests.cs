using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Every script on a Tidemark server.</summary>
public class TidemarkScriptTests(TidemarkScriptTests.SharedServer shared) : IClassFixture<TidemarkScriptTests.SharedServer>
{
    [RequiresTheory(Prerequisite.Tidemark)]
    [MemberData(nameof(ScriptCorpus.Files), MemberType = typeof(ScriptCorpus))]
    public async Task Tidemark_answers_as_recorded(string file)
    {
        var script = Script.Load(ScriptCorpus.Path(file));
        if (!script.HasRestart)
        {
            await JudgeAsync(script, await shared.GetAsync());
            return;
        }

        // A restart would end the sessions of the other scripts.
        await using var own = await StartAsync();
        await JudgeAsync(script, own);
    }

    private static Task<TidemarkProcess> StartAsync() => TidemarkProcess.StartAsync(null, null, "--config", ScriptCorpus.Path("tidemark.conf"));

    private static async Task JudgeAsync(Script script, TidemarkProcess server)
    {
        var runner = new ScriptRunner(server.Address, Engine.Tidemark, server.RestartAsync);
        var result = await runner.RunAsync(script, onlyLine: null, CancellationToken.None);
        Assert.False(result.Failures.Any(), result.Report(atMost: 20));
    }

    /// <summary>One server for all scripts, started with the first.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        private readonly Lazy<Task<TidemarkProcess>> server = new(StartAsync);

        public Task<TidemarkProcess> GetAsync() => server.Value;

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await server.Value).DisposeAsync();
        }
    }
}
