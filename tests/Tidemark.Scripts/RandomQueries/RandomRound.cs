using System.Diagnostics;
using System.Text;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.RandomQueries;

/// <summary>Some random tables on two servers, and random queries over them.</summary>
internal sealed class RandomRound(int seed, WireConnection oracle, WireConnection server, Action<string>? seeOpen = null)
{
    private const int QueriesARound = 60;
    private static readonly TimeSpan ReductionTime = TimeSpan.FromSeconds(20);

    private IReadOnlyList<RandomTable> tables = [];

    /// <summary>Queries that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Queries that nobody promises to answer the same.</summary>
    public int Open { get; private set; }

    /// <summary>A text for each difference.</summary>
    public async Task<List<string>> RunAsync(int? only, Func<bool> isOver, CancellationToken cancel)
    {
        await BothAsync("DROP SCHEMA IF EXISTS random CASCADE; CREATE SCHEMA random; SET search_path = random; SET statement_timeout = '5s'; SET TimeZone = 'America/New_York'; SET max_parallel_workers_per_gather = 0; SET jit = off", cancel);
        var draw = new Draw(seed);
        tables = [.. Enumerable.Range(1, draw.Between(2, 4)).Select(i => RandomTable.Create($"r{i}", draw))];
        foreach (var statement in tables.SelectMany(table => table.Statements)) await BothAsync(statement, cancel);

        var differences = new List<string>();
        for (var number = 0; number < QueriesARound && !isOver(); number++)
        {
            if (only is not null && number != only) continue;
            cancel.ThrowIfCancellationRequested();
            var query = new QueryGenerator(new Draw(HashCode(seed, number)), tables).Create();
            var verdict = await CompareAsync(query.Sql.ToString(), query.IsOrdered, cancel);
            Compared++;
            if (verdict == Verdict.Open)
            {
                Open++;
                seeOpen?.Invoke($"seed {seed}, query {number}: {query.Sql}");
            }

            if (verdict == Verdict.Different) differences.Add(await ReportAsync(query, number, cancel));
        }

        return differences;
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 397) ^ (number * 7919));

    private async Task<Verdict> CompareAsync(string sql, bool isOrdered, CancellationToken cancel)
    {
        var expected = oracle.QueryAsync(sql, cancel);
        var actual = server.QueryAsync(sql, cancel);
        return Comparison.Of(await expected, await actual, isOrdered);
    }

    private async Task<string> ReportAsync(RandomQuery query, int number, CancellationToken cancel)
    {
        // A query that got smaller must still differ in the same manner: an error is not as good as other rows.
        // Its order counts only when nothing else differs, because what is left out may be what made the order total.
        var isOrdered = query.IsOrdered && await KindAsync(query.Sql.ToString(), isOrdered: false, cancel) == "";
        var kind = await KindAsync(query.Sql.ToString(), isOrdered, cancel);
        var sql = query.Sql;
        var watch = Stopwatch.StartNew();
        for (var isSmaller = true; isSmaller && watch.Elapsed < ReductionTime;)
        {
            isSmaller = false;
            var length = sql.ToString().Length;
            foreach (var smaller in sql.Smaller())
            {
                if (smaller.ToString().Length >= length) continue;
                if (watch.Elapsed > ReductionTime) break;
                if (await KindAsync(smaller.ToString(), isOrdered, cancel) != kind) continue;
                sql = smaller;
                isSmaller = true;
                break;
            }
        }

        if (watch.Elapsed < ReductionTime) await ReduceRowsAsync(sql.ToString(), isOrdered, kind, cancel);
        var text = new StringBuilder($"seed {seed}, query {number}:\n");
        foreach (var table in tables.Where(table => sql.ToString().Contains($"{table.Name} ", StringComparison.Ordinal)))
        {
            text.Append($"{table.Statements[0]};\n");
            foreach (var index in table.Statements.Where(statement => statement.StartsWith("CREATE INDEX", StringComparison.Ordinal))) text.Append($"{index};\n");
            var rows = (await oracle.QueryAsync($"SELECT * FROM {table.Name} ORDER BY id", cancel)).Results[0].Rows;
            if (rows.Count > 0)
                text.Append($"INSERT INTO {table.Name} VALUES {string.Join(", ", rows.Select(row => $"({string.Join(", ", row.Select(value => value is null ? "NULL" : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"))})"))};\n");
        }

        text.Append($"{sql};\n");
        text.Append($"-- PostgreSQL: {Shown(await oracle.QueryAsync(sql.ToString(), cancel))}\n-- Tidemark:   {Shown(await server.QueryAsync(sql.ToString(), cancel))}\n");
        await RestoreRowsAsync(cancel);
        return text.ToString();
    }

    private async Task ReduceRowsAsync(string sql, bool isOrdered, string kind, CancellationToken cancel)
    {
        foreach (var table in tables.Where(table => sql.Contains($"{table.Name} ", StringComparison.Ordinal)))
        {
            var ids = (await oracle.QueryAsync($"SELECT id FROM {table.Name} ORDER BY id", cancel)).Results[0].Rows.Select(row => row[0]!).ToArray();
            foreach (var id in ids)
            {
                await BothAsync($"BEGIN; DELETE FROM {table.Name} WHERE id = {id}", cancel);
                var isNeeded = await KindAsync(sql, isOrdered, cancel) != kind;
                await BothAsync(isNeeded ? "ROLLBACK" : "COMMIT", cancel);
            }
        }
    }

    private async Task RestoreRowsAsync(CancellationToken cancel)
    {
        foreach (var table in tables)
        {
            await BothAsync($"DELETE FROM {table.Name}", cancel);
            foreach (var insert in table.Statements.Where(statement => statement.StartsWith("INSERT", StringComparison.Ordinal))) await BothAsync(insert, cancel);
        }
    }

    private async Task<string> KindAsync(string sql, bool isOrdered, CancellationToken cancel)
    {
        var expected = await oracle.QueryAsync(sql, cancel);
        var actual = await server.QueryAsync(sql, cancel);
        return Comparison.Of(expected, actual, isOrdered) == Verdict.Different ? $"{expected.Error?.SqlState}|{actual.Error?.SqlState}" : "";
    }

    private static string Shown(WireResponse response) => response.Error is { } error
        ? error.ToString()
        : string.Join(", ", response.Results[^1].Columns!.Select(column => Running.TypeNames.Of(column.TypeOid))) + ": "
            + string.Join("; ", response.Results[^1].Rows.Take(12).Select(row => string.Join('|', row.Select(value => value ?? "NULL"))));

    private async Task BothAsync(string sql, CancellationToken cancel)
    {
        foreach (var connection in (WireConnection[])[oracle, server])
        {
            if ((await connection.QueryAsync(sql, cancel)).Error is { } error) throw new WireException($"{sql}: {error}");
        }
    }
}
