using System.Collections.Immutable;
using System.Globalization;

namespace Tidemark.Torture.Killing;

/// <summary>
/// What a writer does: its n-th transaction follows from the seed, its number and the state before, so that the ledger and the process that is killed agree without talking.
/// Writers share tables and never rows.
/// </summary>
internal static class WriterScript
{
    public const int Writers = 5;

    /// <summary>The writer that does not wait for its commits to be on disk: the last of them may be lost.</summary>
    public const int Asynchronous = 3;

    /// <summary>The writer that checkpoints, vacuums and converts chunks in between.</summary>
    public const int Maintainer = 4;

    private const int MaxRows = 250;

    /// <summary>The tables that all writers share.</summary>
    public static string[] Setup { get; } =
    [
        "CREATE TABLE t (id bigint PRIMARY KEY, w int NOT NULL, v bigint NOT NULL, note text)",
        "CREATE TABLE m (time timestamptz NOT NULL, w int NOT NULL, k bigint NOT NULL, v bigint)",
        "SELECT create_hypertable('m', 'time', chunk_time_interval => interval '1 day')",
        "CREATE INDEX ON m (w, time DESC)",
        "ALTER TABLE m SET (timescaledb.compress, timescaledb.compress_segmentby = 'w', timescaledb.compress_orderby = 'k, time', timescaledb.compress_chunk_time_interval = '2 days')",
    ];

    /// <summary>The statements of a transaction and the state after it.</summary>
    public static (string[] Statements, WriterState After) Transaction(int seed, int writer, long number, WriterState state)
    {
        var random = new Random(HashCode(seed, writer, number));
        if (writer == Maintainer && random.Next(3) == 0)
        {
            string[] statements =
            [
                "VACUUM FULL t", "VACUUM m", "VACUUM t", "CHECKPOINT", "SELECT count(compress_chunk(c)) FROM show_chunks('m') c", "SELECT count(compress_chunk(c)) FROM show_chunks('m') c",
                "SELECT count(decompress_chunk(c)) FROM show_chunks('m') c WHERE random() < 0.5",
            ];
            return ([statements[random.Next(statements.Length)]], state);
        }

        var (first, after) = Action(random, writer, number, state);
        if (random.Next(3) != 0) return ([.. first], after);
        var (second, last) = Action(random, writer, number, after);
        // Locks are taken in one order, so that writers wait for each other and do not block each other for good.
        return (["BEGIN", .. first.Concat(second).OrderBy(s => s.Contains(" m ", StringComparison.Ordinal)), "COMMIT"], last);
    }

    private static (List<string> Statements, WriterState After) Action(Random random, int writer, long number, WriterState state)
    {
        switch (random.Next(12))
        {
            case 0 or 1 when state.Rows.Count > 0:
                return Update(random, writer, state);
            case 2 or 3 when state.Rows.Count > 0:
                return Upsert(random, writer, number, state);
            case 4 when state.Rows.Count > 0:
                return Delete(random, writer, state);
            case 5 when state.Readings.Count > 0:
                var to = state.Readings.Keys.ElementAt(random.Next(state.Readings.Count));
                return ([string.Create(CultureInfo.InvariantCulture, $"DELETE FROM m WHERE w = {writer} AND k <= {to}")], state with { Readings = state.Readings.RemoveRange(state.Readings.Keys.Where(k => k <= to)) });
            case 6:
                return Define(random, writer, number, state);
            case 7 or 8:
                return Read(random, writer, number, state);
            default:
                return state.Rows.Count > MaxRows ? Delete(random, writer, state) : Insert(random, writer, number, state);
        }
    }

    private static (List<string> Statements, WriterState After) Insert(Random random, int writer, long number, WriterState state)
    {
        var (begin, count) = (NewId(writer, number, state.Rows), random.Next(1, 60));
        var statement = string.Create(CultureInfo.InvariantCulture, $"INSERT INTO t SELECT i, {writer}, i % 1000, 'note ' || i FROM generate_series({begin}, {begin + count - 1}) AS i");
        return ([statement], state with { Rows = state.Rows.AddRange(Enumerable.Range(0, count).Select(i => KeyValuePair.Create(begin + i, (begin + i) % 1000))) });
    }

    private static (List<string> Statements, WriterState After) Upsert(Random random, int writer, long number, WriterState state)
    {
        var known = state.Rows.Keys.ElementAt(random.Next(state.Rows.Count));
        var added = NewId(writer, number, state.Rows);
        var statement = string.Create(CultureInfo.InvariantCulture, $"INSERT INTO t VALUES ({known}, {writer}, {number}, NULL), ({added}, {writer}, {number}, 'new') ON CONFLICT (id) DO UPDATE SET v = t.v + excluded.v");
        return ([statement], state with { Rows = state.Rows.SetItem(known, state.Rows[known] + number).SetItem(added, number) });
    }

    private static (List<string> Statements, WriterState After) Update(Random random, int writer, WriterState state)
    {
        var low = state.Rows.Keys.ElementAt(random.Next(state.Rows.Count));
        var high = low + random.Next(50);
        var by = random.Next(1, 100);
        var statement = string.Create(CultureInfo.InvariantCulture, $"UPDATE t SET v = v + {by} WHERE w = {writer} AND id BETWEEN {low} AND {high}");
        return ([statement], state with { Rows = state.Rows.SetItems(state.Rows.Where(r => r.Key >= low && r.Key <= high).Select(r => KeyValuePair.Create(r.Key, r.Value + by))) });
    }

    private static (List<string> Statements, WriterState After) Delete(Random random, int writer, WriterState state)
    {
        var low = state.Rows.Keys.ElementAt(random.Next(state.Rows.Count));
        var high = state.Rows.Count > MaxRows ? long.MaxValue : low + random.Next(50);
        var statement = string.Create(CultureInfo.InvariantCulture, $"DELETE FROM t WHERE w = {writer} AND id BETWEEN {low} AND {high}");
        return ([statement], state with { Rows = state.Rows.RemoveRange(state.Rows.Keys.Where(r => r >= low && r <= high)) });
    }

    // Readings of another day make another chunk.
    private static (List<string> Statements, WriterState After) Read(Random random, int writer, long number, WriterState state)
    {
        var (begin, count) = (NewId(writer, number, state.Readings), random.Next(1, 40));
        if (state.Readings.Count > MaxRows)
        {
            var last = state.Readings.Keys.ElementAt(state.Readings.Count / 2);
            var delete = string.Create(CultureInfo.InvariantCulture, $"DELETE FROM m WHERE w = {writer} AND k <= {last}");
            return ([delete], state with { Readings = state.Readings.RemoveRange(state.Readings.Keys.Where(k => k <= last)) });
        }

        var statement = string.Create(CultureInfo.InvariantCulture, $"INSERT INTO m SELECT '2024-01-01 00:00:00+00'::timestamptz + interval '1 day' * {random.Next(5)} + interval '1 second' * (i % 80000), {writer}, i, i % 100 FROM generate_series({begin}, {begin + count - 1}) AS i");
        return ([statement], state with { Readings = state.Readings.AddRange(Enumerable.Range(0, count).Select(i => KeyValuePair.Create(begin + i, (begin + i) % 100))) });
    }

    private static (List<string> Statements, WriterState After) Define(Random random, int writer, long number, WriterState state)
    {
        if (state.Tables.Count > 3)
        {
            var gone = state.Tables.Keys.First();
            return ([$"DROP TABLE own_{writer}_{gone}"], state with { Tables = state.Tables.Remove(gone) });
        }

        var plain = state.Tables.Where(t => !t.Value.HasExtra).Select(t => t.Key).FirstOrDefault(-1);
        if (plain >= 0 && random.Next(2) == 0)
        {
            return ([$"ALTER TABLE own_{writer}_{plain} ADD COLUMN extra int DEFAULT 7"], state with { Tables = state.Tables.SetItem(plain, (state.Tables[plain].Rows, true)) });
        }

        // Two of a transaction's actions may both make a table.
        var table = (int)(number * 2);
        if (state.Tables.ContainsKey(table)) table++;
        var rows = random.Next(4) == 0 ? 3000 : random.Next(20);
        return ([$"CREATE TABLE own_{writer}_{table} AS SELECT i AS v FROM generate_series(1, {rows}) AS i"], state with { Tables = state.Tables.Add(table, (rows, false)) });
    }

    // A hundred numbers that nobody has; a transaction may ask twice.
    private static long NewId(int writer, long number, ImmutableSortedDictionary<long, long> taken)
    {
        var begin = (writer * 1_000_000_000_000L) + (number * 1000);
        while (Enumerable.Range(0, 100).Any(i => taken.ContainsKey(begin + i))) begin += 100;
        return begin;
    }

    private static int HashCode(int seed, int writer, long number) => unchecked((int)(((uint)seed * 2654435761u) ^ ((uint)writer * 40503u) ^ ((uint)number * 2246822519u)));
}
