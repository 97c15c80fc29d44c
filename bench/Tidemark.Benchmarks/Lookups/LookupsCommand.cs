using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tidemark.Engine.Sessions;

namespace Tidemark.Benchmarks.Lookups;

/// <summary>Times lookups inside the engine: from binding a prepared statement to having its last row, without a server. Prints the least and the median of many runs, and what one allocates.</summary>
internal static class LookupsCommand
{
    public static Command Create()
    {
        var command = new Command("lookups", "lookups by keys and indexes inside the engine");
        var rows = new Option<int>("--rows") { Description = "readings of 500 sensors, one each ten seconds", DefaultValueFactory = _ => 8_640_000 };
        var keys = new Option<int>("--keys") { Description = "rows of the table with keys", DefaultValueFactory = _ => 1_000_000 };
        command.Options.Add(rows);
        command.Options.Add(keys);
        command.SetAction(parsed =>
        {
            var directory = Directory.CreateTempSubdirectory("tidemark-lookups-");
            try
            {
                using var instance = Instance.Open(directory.FullName, new InstanceOptions());
                using var session = instance.Connect("postgres", "postgres", new Dictionary<string, string>());
                Run(session, parsed.GetRequiredValue(rows), parsed.GetRequiredValue(keys));
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        });
        return command;
    }

    private static void Run(Session session, int rows, int keys)
    {
        Timed($"load {rows:n0} readings", rows, () => Execute(session, $"""
            CREATE TABLE readings (time timestamptz NOT NULL, sensor text, a float8, b float8);
            CREATE INDEX ON readings (sensor, time DESC);
            INSERT INTO readings SELECT timestamptz '2024-01-01 00:00+00' + interval '10 s' * (g / 500), 'sensor_' || (g % 500), g % 100, (g % 1000) / 10.0 FROM generate_series(0, {rows - 1}) g;
            """));
        var end = DateTime.UnixEpoch.AddDays(19_723).AddSeconds(rows / 500 * 10);
        Measure(session, "one sensor's last hour", $"SELECT time, a, b FROM readings WHERE sensor = 'sensor_77' AND time >= '{end.AddHours(-1):yyyy-MM-dd HH:mm:ss}+00'");
        Measure(session, "one sensor, one hour in the middle", $"SELECT time, a, b FROM readings WHERE sensor = 'sensor_77' AND time >= '{end.AddSeconds(rows / -100 * 10 / 10):yyyy-MM-dd HH:mm:ss}+00' AND time < '{end.AddSeconds((rows / -100 * 10 / 10) + 3600):yyyy-MM-dd HH:mm:ss}+00'");

        Timed($"load {keys:n0} keys, ascending", keys, () => Execute(session, $"""
            CREATE TABLE ordered (id bigint PRIMARY KEY, ref bigint, v float8, name text);
            CREATE INDEX ON ordered (ref);
            INSERT INTO ordered SELECT g, (g * 7919::bigint) % 1000003, g * 0.5, 'name ' || (g % 1000) FROM generate_series(1, {keys}) g;
            """));
        Timed($"load {keys:n0} keys, uuids", keys, () => Execute(session, $"CREATE TABLE random (id uuid PRIMARY KEY, v float8); INSERT INTO random SELECT md5(g::text)::uuid, g FROM generate_series(1, {keys}) g"));
        Execute(session, "VACUUM");
        Measure(session, "a constant", "SELECT 1");
        Measure(session, "primary key", $"SELECT * FROM ordered WHERE id = {keys / 3}");
        Measure(session, "primary key, uuid", "SELECT * FROM random WHERE id = md5('4711')::uuid");
        Measure(session, "further index", "SELECT * FROM ordered WHERE ref = 4711");
        Measure(session, "further index, none there", "SELECT * FROM ordered WHERE ref = -4711");
        var list = string.Join(", ", Enumerable.Range(0, 1000).Select(i => (i * 991L * 7 % keys) + 1));
        Measure(session, "1,000 primary keys, IN", $"SELECT * FROM ordered WHERE id IN ({list})");
        Measure(session, "1,000 primary keys, ANY", $"SELECT * FROM ordered WHERE id = ANY ('{{{list}}}')");
        Measure(session, "1,000 of a further index", $"SELECT * FROM ordered WHERE ref IN ({list})");
        Measure(session, "insert of a row", "INSERT INTO ordered SELECT max(id) + 1, 1, 1, 'new' FROM ordered");
        Timed("upsert of 10,000 keys that are there", 10_000, () => Execute(session, "INSERT INTO ordered SELECT g * 7, g, 1, 'new' FROM generate_series(1, 10000) g ON CONFLICT (id) DO UPDATE SET name = excluded.name"));
    }

    private static long Execute(Session session, string sql)
    {
        var rows = 0L;
        foreach (var statement in session.PrepareScript(sql))
        {
            using var portal = session.Bind(statement, []);
            while (portal.Next(int.MaxValue) is { } batch) rows += batch.Length;
        }

        session.CompleteImplicitTransaction();
        return rows;
    }

    private static void Timed(string name, int count, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        var processor = Environment.CpuUsage.TotalTime;
        action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42}{elapsed.TotalSeconds,10:0.00} s {processor.TotalSeconds,10:0.00} s processor {count / elapsed.TotalSeconds,12:n0} rows/s"));
    }

    private static void Measure(Session session, string name, string sql)
    {
        const int MaxRuns = 2000;
        var statement = session.Prepare(sql, [], isNamed: true);
        var times = new List<double>();
        var found = 0L;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var budget = Stopwatch.StartNew(); times.Count < MaxRuns && budget.Elapsed < TimeSpan.FromSeconds(2);)
        {
            var start = Stopwatch.GetTimestamp();
            found = 0;
            using (var portal = session.Bind(statement, []))
            {
                while (portal.Next(int.MaxValue) is { } batch) found += batch.Length;
            }

            session.CompleteImplicitTransaction();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / times.Count;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-42}{times[0],10:0.000} ms least {times[times.Count / 2],10:0.000} ms median {found,8:n0} rows {allocated,12:n0} bytes"));
    }
}
