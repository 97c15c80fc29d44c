using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Every script on a Tidemark server.</summary>
public class TidemarkScriptTests(SharedTidemark shared) : IClassFixture<SharedTidemark>
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
        await using var own = await ScriptServer.StartAsync();
        await JudgeAsync(script, own);
    }

    private static async Task JudgeAsync(Script script, TidemarkProcess server)
    {
        var runner = new ScriptRunner(server.Address, Engine.Tidemark, server.RestartAsync);
        var result = await runner.RunAsync(script, onlyLine: null, CancellationToken.None);
        Assert.False(result.Failures.Any(), result.Report(atMost: 20));
    }
}
