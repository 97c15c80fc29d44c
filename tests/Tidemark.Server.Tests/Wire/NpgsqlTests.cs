using System.Data;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

/// <summary>The driver of .NET, which asks for everything in binary form and loads the types when it connects.</summary>
public class NpgsqlTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string, object> Values { get; } = new()
    {
        { "bool", true },
        { "int2", (short)-12345 },
        { "int4", int.MinValue },
        { "int8", long.MaxValue },
        { "float4", 1.5f },
        { "float8", -2.2250738585072014e-308 },
        { "numeric", 12345678901234567890.1234567m },
        { "text", "Ωμέγα 🌊 'quoted'" },
        { "varchar(40)", "forty" },
        { "bytea", new byte[] { 0, 1, 254, 255 } },
        { "date", new DateOnly(2024, 2, 29) },
        { "time", new TimeOnly(23, 59, 59, 999, 999) },
        { "timestamp", new DateTime(1999, 12, 31, 23, 59, 59, DateTimeKind.Unspecified) },
        { "timestamptz", new DateTime(2038, 1, 19, 3, 14, 7, DateTimeKind.Utc) },
        { "interval", new TimeSpan(3, 4, 5, 6, 789) },
        { "uuid", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "int4[]", new[] { 1, 2, 3 } },
        { "text[]", new[] { "a", "b c", "\"d\"" } },
        { "float8[]", new[] { 1.5, double.NaN, double.PositiveInfinity } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_of_every_type_goes_there_and_back(string type, object value)
    {
        await using var connection = await fixture.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT $1::{type}, NULL::{type}", connection) { Parameters = { new() { Value = value } } };

        await using var reader = await command.ExecuteReaderAsync();

        Assert.True(await reader.ReadAsync());
        Assert.Equal(value, value switch
        {
            DateOnly => reader.GetFieldValue<DateOnly>(0),
            TimeOnly => reader.GetFieldValue<TimeOnly>(0),
            _ => reader.GetValue(0),
        });
        Assert.True(await reader.IsDBNullAsync(1));
    }

    [Theory]
    [InlineData("jsonb", """{"a": [1, 2.50, null]}""")]
    [InlineData("json", """{"a":  1}""")]
    public async Task Json_goes_there_and_back(string type, string value)
    {
        await using var connection = await fixture.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT $1::{type}", connection)
        {
            Parameters = { new() { Value = value, NpgsqlDbType = type == "json" ? NpgsqlDbType.Json : NpgsqlDbType.Jsonb } },
        };

        Assert.Equal(value, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Prepared_statements_run_with_changing_values()
    {
        await using var connection = await fixture.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT $1::int4 * $2::int4", connection) { Parameters = { new() { Value = 0 }, new() { Value = 7 } } };
        await command.PrepareAsync();

        for (var i = 0; i < 20; i++)
        {
            command.Parameters[0].Value = i;
            Assert.Equal(i * 7, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task A_batch_goes_in_one_round_trip()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE batched (a int, b text)");
        await using var batch = new NpgsqlBatch(connection);
        for (var i = 0; i < 50; i++)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO batched VALUES ($1, $2)") { Parameters = { new() { Value = i }, new() { Value = $"row {i}" } } });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT count(*), max(b) FROM batched"));
        await using var reader = await batch.ExecuteReaderAsync();

        Assert.True(await reader.ReadAsync());
        Assert.Equal((50L, "row 9"), (reader.GetInt64(0), reader.GetString(1)));
    }

    [Fact]
    public async Task A_failing_batch_leaves_nothing()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE failing_batch (a int)");
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("INSERT INTO failing_batch VALUES (1)"), new("SELECT 1/0"), new("INSERT INTO failing_batch VALUES (2)") } };

        var failed = await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());

        Assert.Equal("22012", failed.SqlState);
        Assert.Equal(0L, await Scalar(connection, "SELECT count(*) FROM failing_batch"));
    }

    [Fact]
    public async Task Binary_copy_goes_in_and_out()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE binary_copied (time timestamptz NOT NULL, sensor int, value float8, note text)");
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await using (var import = await connection.BeginBinaryImportAsync("COPY binary_copied FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < 10_000; i++)
            {
                await import.StartRowAsync();
                await import.WriteAsync(start.AddSeconds(i));
                await import.WriteAsync(i % 10);
                await import.WriteAsync(i / 2.0);
                if (i % 3 == 0) await import.WriteNullAsync();
                else await import.WriteAsync($"note {i}");
            }

            Assert.Equal(10_000UL, await import.CompleteAsync());
        }

        await using var export = await connection.BeginBinaryExportAsync("COPY (SELECT * FROM binary_copied ORDER BY time) TO STDOUT (FORMAT binary)");
        var rows = 0;
        while (await export.StartRowAsync() != -1)
        {
            Assert.Equal(start.AddSeconds(rows), await export.ReadAsync<DateTime>());
            Assert.Equal(rows % 10, await export.ReadAsync<int>());
            Assert.Equal(rows / 2.0, await export.ReadAsync<double>());
            Assert.Equal(rows % 3 == 0, export.IsNull);
            if (export.IsNull) await export.SkipAsync();
            else Assert.Equal($"note {rows}", await export.ReadAsync<string>());
            rows++;
        }

        Assert.Equal(10_000, rows);
    }

    [Fact]
    public async Task Text_copy_goes_in_and_out()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE text_copied (a int, b text)");
        await using (var writer = await connection.BeginTextImportAsync("COPY text_copied FROM STDIN"))
        {
            for (var i = 0; i < 1000; i++) await writer.WriteAsync($"{i}\t{(i % 2 == 0 ? "\\N" : $"tab\\t{i}")}\n");
        }

        using var reader = await connection.BeginTextExportAsync("COPY (SELECT * FROM text_copied ORDER BY a) TO STDOUT (FORMAT csv, HEADER)");
        var text = await reader.ReadToEndAsync();

        var lines = text.Split('\n');
        Assert.Equal(("a,b", "0,", "1,tab\t1", 1002), (lines[0], lines[1], lines[2], lines.Length));
    }

    [Fact]
    public async Task A_bad_line_names_its_place_and_nothing_is_kept()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE bad_line (a int, b text)");

        var failed = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var writer = await connection.BeginTextImportAsync("COPY bad_line FROM STDIN");
            await writer.WriteAsync("1\tx\n2\ty\nthree\tz\n");
            for (var i = 0; i < 100_000; i++) await writer.WriteAsync("4\tmore\n");
        });

        Assert.Equal(("22P02", "invalid input syntax for type integer: \"three\""), (failed.SqlState, failed.MessageText));
        Assert.Equal("COPY bad_line, line 3, column a: \"three\"", failed.Where);
        Assert.Equal(0L, await Scalar(connection, "SELECT count(*) FROM bad_line"));
    }

    [Fact]
    public async Task A_copy_that_is_given_up_leaves_nothing()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE given_up (a int)");
        await using (var import = await connection.BeginBinaryImportAsync("COPY given_up FROM STDIN (FORMAT binary)"))
        {
            await import.StartRowAsync();
            await import.WriteAsync(1);
        }

        Assert.Equal(0L, await Scalar(connection, "SELECT count(*) FROM given_up"));
    }

    [Fact]
    public async Task A_running_statement_can_be_cancelled()
    {
        await using var connection = await fixture.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT sum(a.i * b.i) FROM generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(i)", connection);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(cancel.Token));

        Assert.Equal("57014", Assert.IsType<PostgresException>(cancelled.InnerException).SqlState);
        Assert.Equal(1, await Scalar(connection, "SELECT 1"));
    }

    [Fact]
    public async Task Transactions_commit_and_roll_back()
    {
        await using var connection = await fixture.OpenAsync();
        await using var other = await fixture.OpenAsync();
        await Execute(connection, "CREATE TABLE transacted (a int)");

        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead))
        {
            await Execute(connection, "INSERT INTO transacted VALUES (1)");
            Assert.Equal(1L, await Scalar(connection, "SELECT count(*) FROM transacted"));
            Assert.Equal(0L, await Scalar(other, "SELECT count(*) FROM transacted"));
            await transaction.CommitAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Execute(connection, "INSERT INTO transacted VALUES (2)");
            await transaction.RollbackAsync();
        }

        Assert.Equal(1L, await Scalar(other, "SELECT count(*) FROM transacted"));
    }

    [Fact]
    public async Task Notices_reach_the_application()
    {
        await using var connection = await fixture.OpenAsync();
        var notices = new List<string>();
        connection.Notice += (_, e) => notices.Add(e.Notice.MessageText);

        await Execute(connection, "DROP TABLE IF EXISTS there_is_none");

        Assert.Equal(["table \"there_is_none\" does not exist, skipping"], notices);
    }

    [Fact]
    public async Task A_pooled_connection_is_reset()
    {
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString.Replace("Pooling=false", "Maximum Pool Size=1"));
        await using (var first = await source.OpenConnectionAsync()) await Execute(first, "SET timezone = 'Asia/Tokyo'");

        await using var second = await source.OpenConnectionAsync();

        Assert.NotEqual("Asia/Tokyo", await Scalar(second, "SHOW timezone"));
    }

    [Fact]
    public async Task An_error_points_into_the_statement()
    {
        await using var connection = await fixture.OpenAsync();

        var failed = await Assert.ThrowsAsync<PostgresException>(() => Scalar(connection, "SELECT 1 FRM x"));

        Assert.Equal(("42601", "syntax error at or near \"x\"", 14), (failed.SqlState, failed.MessageText, failed.Position));
    }

    [Fact]
    public async Task Large_parameters_and_results()
    {
        await using var connection = await fixture.OpenAsync();
        var large = new string('ä', 3_000_000);
        await using var command = new NpgsqlCommand("SELECT $1::text, length($1::text)", connection) { Parameters = { new() { Value = large } } };

        await using var reader = await command.ExecuteReaderAsync();

        Assert.True(await reader.ReadAsync());
        Assert.Equal(large, reader.GetString(0));
        Assert.Equal(3_000_000, reader.GetInt32(1));
    }

    [Fact]
    public async Task Databases_are_made_connected_to_and_dropped()
    {
        await using var connection = await fixture.OpenAsync();
        await Execute(connection, "CREATE DATABASE plant");
        await using (var plant = await fixture.OpenAsync(";Database=plant"))
        {
            await Execute(plant, "CREATE TABLE only_here (a int)");
            Assert.Equal("plant", await Scalar(plant, "SELECT current_database()"));
        }

        Assert.Equal("42P01", (await Assert.ThrowsAsync<PostgresException>(() => Execute(connection, "SELECT * FROM only_here"))).SqlState);
        await Execute(connection, "DROP DATABASE plant");
        Assert.Equal("3D000", (await Assert.ThrowsAsync<PostgresException>(() => fixture.OpenAsync(";Database=plant"))).SqlState);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
