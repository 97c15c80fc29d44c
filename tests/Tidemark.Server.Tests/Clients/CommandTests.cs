using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>The tidemark command as a process.</summary>
public sealed class CommandTests(TidemarkFixture fixture) : IClassFixture<TidemarkFixture>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Port => $"{fixture.Process.Address.Port}";

    public void Dispose() => _directory.Dispose();

    [RequiresTheory(Prerequisite.Tidemark)]
    [InlineData("tidemark: Unrecognized command or argument '--nonsense'. (see tidemark --help)\n", "serve", "--nonsense")]
    [InlineData("tidemark: Cannot parse argument 'x' for option '--port' (see tidemark --help)\n", "serve", "--port", "x")]
    [InlineData("tidemark: a data directory is needed: serve --data DIR\n", "serve")]
    [InlineData("tidemark: Option '--table' is required. (see tidemark --help)\n", "import", "x.csv")]
    [InlineData("tidemark: there is no file /nowhere.csv\n", "import", "/nowhere.csv", "--table", "t")]
    public async Task A_wrong_command_line_gives_one_line_and_exit_code_2(string line, params string[] arguments)
    {
        var (output, exitCode) = await RunAsync(arguments);

        Assert.Equal((line, 2), (output, exitCode));
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Serve_explains_itself()
    {
        var (output, exitCode) = await RunAsync("serve", "--help");

        Assert.Equal(0, exitCode);
        foreach (var option in (string[])["--data", "--host", "--port", "--http-port", "--password-file", "TIDEMARK_PASSWORD", "--config", "--tls-cert", "--tls-key"])
        {
            Assert.Contains(option, output);
        }
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public void Serve_says_when_it_is_ready() =>
        Assert.Contains($"ready for connections on 127.0.0.1:{Port} ", fixture.Process.Output);

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Sql_shows_tables_and_errors()
    {
        var (output, exitCode) = await RunAsync("sql", "--port", Port, "-c", "select 1 as one, 'x' as text, null::int as nothing;", "-c", "select oops");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            """
             one | text | nothing
            -----+------+---------
               1 | x    |
            (1 row)

            ERROR:  column "oops" does not exist
            LINE 1: select oops
                           ^

            """,
            output);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Sql_opens_a_data_directory_by_itself()
    {
        using var data = new TemporaryDirectory();

        var (output, exitCode) = await RunAsync("sql", "--data", data.Path, "-c", "create table kept (a int); insert into kept values (1), (2); select sum(a) from kept");
        Assert.True(exitCode == 0, output);
        (output, exitCode) = await RunAsync("sql", "--data", data.Path, "-x", "-c", "select * from kept order by a");

        Assert.True(exitCode == 0, output);
        Assert.Equal("-[ RECORD 1 ]\na | 1\n-[ RECORD 2 ]\na | 2\n\n", output);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Sql_runs_a_script_from_its_input()
    {
        var (output, exitCode) = await ClientProgram.RunAsync(TidemarkProcess.Executable!, ["sql", "--port", Port], "select 1;\n\\dt nothing_here\nselect 2,\n 3;\n");

        Assert.True(exitCode == 0, output);
        Assert.Contains("        1\n", output);
        Assert.Contains("        2 |        3\n", output);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Import_makes_the_table_and_loads_the_file()
    {
        var file = Path.Combine(_directory.Path, "readings.csv");
        await File.WriteAllLinesAsync(file, ["Time,Device ID,value,note", .. Enumerable.Range(0, 5000).Select(i => $"2024-01-01 00:{i / 60 % 60:00}:{i % 60:00}Z,{i % 7},{i / 4.0},{(i % 2 == 0 ? "" : "\"a, b\"")}")]);

        var (output, exitCode) = await RunAsync("import", file, "--table", "imported", "--port", Port, "--hypertable", "time");
        Assert.True(exitCode == 0, output);
        Assert.Contains("\"time\" timestamptz, \"device_id\" integer, \"value\" double precision, \"note\" text", output);
        Assert.Contains("imported 5,000 rows into imported", output);

        (output, _) = await RunAsync("sql", "--port", Port, "-c", "select count(*), count(note), sum(value) from imported");
        Assert.Contains("  5000 |  2500 | 3124375", output);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task An_import_that_fails_leaves_no_table()
    {
        var file = Path.Combine(_directory.Path, "bad.csv");
        await File.WriteAllLinesAsync(file, ["a,b", .. Enumerable.Range(0, 100).Select(i => $"{i},x"), "not a number,y"]);

        var (output, exitCode) = await RunAsync("import", file, "--table", "bad_import", "--port", Port, "--sample", "50");
        Assert.Equal(1, exitCode);
        Assert.Contains("ERROR:  invalid input syntax for type integer: \"not a number\"", output);
        Assert.Contains("CONTEXT:  COPY bad_import, line 102, column a: \"not a number\"", output);

        (output, exitCode) = await RunAsync("sql", "--port", Port, "-c", "select * from bad_import");
        Assert.Equal(1, exitCode);
        Assert.Contains("relation \"bad_import\" does not exist", output);
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Serve_stops_in_order_on_SIGTERM()
    {
        await using var server = await TidemarkProcess.StartAsync();

        Assert.Equal(0, await server.StopAsync());
    }

    [RequiresFact(Prerequisite.Tidemark)]
    public async Task Serve_reads_its_configuration_file()
    {
        var file = Path.Combine(_directory.Path, "tidemark.conf");
        await File.WriteAllLinesAsync(file, ["host = 127.0.0.1", "timezone = 'Europe/Berlin'"]);
        await using var server = await TidemarkProcess.StartAsync(options: ["--config", file]);

        var (output, exitCode) = await RunAsync("sql", "--port", $"{server.Address.Port}", "-c", "show timezone");

        Assert.True(exitCode == 0, output);
        Assert.Contains("Europe/Berlin", output);
    }

    private static Task<(string Output, int ExitCode)> RunAsync(params string[] arguments) => ClientProgram.RunAsync(TidemarkProcess.Executable!, arguments);
}
