using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>The scripts of TimescaleDB's surface on genuine TimescaleDB: what they expect is what it does.</summary>
public class TimescaleScriptTests(SharedTimescale shared) : IClassFixture<SharedTimescale>
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
}
