using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing;
using Xunit;

namespace Tidemark.Scripts.Tests;

/// <summary>Every script on PostgreSQL 15: what the scripts expect is what PostgreSQL does.</summary>
public class PostgresScriptTests(SharedPostgres shared) : IClassFixture<SharedPostgres>
{
    [RequiresTheory(Prerequisite.PostgreSql)]
    [MemberData(nameof(ScriptCorpus.PostgresFiles), MemberType = typeof(ScriptCorpus))]
    public async Task PostgreSql_answers_as_recorded(string file)
    {
        var oracle = await shared.GetAsync();
        var runner = new ScriptRunner(oracle.Address, Engine.Postgres);
        var result = await runner.RunAsync(Script.Load(ScriptCorpus.Path(file)), onlyLine: null, CancellationToken.None);
        Assert.False(result.Failures.Any(), result.Report(atMost: 20));
    }
}
