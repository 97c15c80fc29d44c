using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>The modules of a published article about TimescaleDB, unmodified. They are not part of the repository; the test runs where they lie beside it.</summary>
public class ArticleTests
{
    private static readonly string Directory = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "article"));

    private static readonly string[] Modules =
        ["timescale_connection", "async_connection", "create_hypertable", "batch_insert", "async_batch_insert", "query_examples", "advanced_queries", "sqlalchemy_integration", "pandas_integration", "performance_tips"];

    [BesideTheArticle]
    public async Task The_modules_run()
    {
        await using var server = await TidemarkProcess.StartAsync();
        string port = $"{server.Address.Port}";
        await ClientProgram.RunAsync("psql", ["-X", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-c", "CREATE DATABASE timeseries_db"]);
        var (output, _) = await ClientProgram.RunAsync(
            ClientProgram.Python, [Path.Combine(Directory, "run_article.py"), "--article", Directory, "--host", "127.0.0.1", "--port", port]);

        var cases = output.Split('\n').Where(line => Modules.Any(module => line.Contains($" {module}.", StringComparison.Ordinal))).ToArray();
        Assert.True(cases.Length >= 25 && cases.All(line => line.StartsWith("ok ", StringComparison.Ordinal)), output);
    }

    private sealed class BesideTheArticleAttribute : FactAttribute
    {
        public BesideTheArticleAttribute() =>
            Skip = System.IO.Directory.Exists(Directory) ? Prerequisites.SkipReason(Prerequisite.Tidemark, Prerequisite.Psycopg2, Prerequisite.Asyncpg, Prerequisite.Pandas, Prerequisite.Psql)
                : "the article is not beside the repository";
    }
}
