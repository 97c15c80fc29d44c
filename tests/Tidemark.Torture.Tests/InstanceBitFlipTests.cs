using System.Collections.Concurrent;
using System.Globalization;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Testing.Files;
using Tidemark.Torture.Killing;
using Xunit;

namespace Tidemark.Torture.Tests;

/// <summary>
/// Bits of a whole data directory, catalog included, are turned over, one at a time, and the directory is asked by SQL: every answer is the right one or an error that reports the damage, and nothing
/// else ever comes of it. TIDEMARK_SEED chooses the bits.
/// </summary>
public class InstanceBitFlipTests
{
    private const string Directory = "/data";
    private const int Flips = 1500;

    private const string Schema = """
        CREATE SCHEMA plant;
        CREATE TABLE plant.site (id int PRIMARY KEY, name text NOT NULL UNIQUE);
        CREATE TABLE readings (time timestamptz NOT NULL, site int REFERENCES plant.site, value float8 CHECK (value > -100), note text);
        SELECT create_hypertable('readings', 'time', chunk_time_interval => interval '1 day');
        CREATE INDEX ON readings (site, time DESC);
        CREATE VIEW warm AS SELECT * FROM readings WHERE value > 5;
        CREATE SEQUENCE tickets;
        INSERT INTO plant.site SELECT i, 'site ' || i FROM generate_series(1, 20) i;
        INSERT INTO readings SELECT timestamptz '2024-01-01 00:00+00' + i * interval '7 minutes', 1 + i % 20, i % 17, 'note ' || i % 5 FROM generate_series(0, 2499) i;
        """;

    private const string Later = """
        INSERT INTO readings SELECT timestamptz '2024-01-03 00:00+00' + i * interval '5 minutes', 1 + i % 7, -i % 50, NULL FROM generate_series(0, 99) i;
        DELETE FROM readings WHERE site = 3 AND value = 2;
        UPDATE plant.site SET name = upper(name) WHERE id < 4;
        SELECT nextval('tickets');
        """;

    private static readonly string[] s_questions =
    [
        "SELECT count(*), sum(value), min(time), max(note) FROM readings",
        "SELECT time_bucket('6 hours', time) b, site, avg(value) FROM readings GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT * FROM readings WHERE site = 5 AND time < '2024-01-02' ORDER BY time, value",
        "SELECT * FROM plant.site ORDER BY id",
        "SELECT s.name, count(*) FROM warm JOIN plant.site s ON s.id = warm.site GROUP BY 1 ORDER BY 1",
        "SELECT last_value FROM tickets",
        "SELECT relname, relkind FROM pg_class WHERE relnamespace <> 11 ORDER BY 1, 2",
    ];

    [Fact]
    public void Every_answer_is_right_or_reports_the_damage()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TIDEMARK_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var original = Build();
        var expected = Ask(original);
        Assert.All(expected, answer => Assert.NotEmpty(Assert.IsType<string>(answer)));
        var total = original.Sum(f => (long)f.Value.Length);
        var reported = new ConcurrentBag<string>();
        Parallel.For(0, Flips, number =>
        {
            var at = (total * number / Flips) + (new Random(seed + number).Next() % (total / Flips));
            var path = "";
            foreach (var (name, bytes) in original)
            {
                path = name;
                if (at < bytes.Length) break;
                at -= bytes.Length;
            }

            var damaged = new SortedDictionary<string, byte[]>(original, StringComparer.Ordinal) { [path] = [.. original[path]] };
            damaged[path][at] ^= (byte)(1 << (number & 7));
            var answers = Ask(damaged);
            for (var i = 0; i < answers.Length; i++)
            {
                if (answers[i] is SqlException error)
                {
                    var isDamage = error.State == SqlState.DataCorrupted || error.State == SqlState.FeatureNotSupported;
                    Assert.True(isDamage, $"seed {seed}, {path}, byte {at}: {s_questions[i]}: {error}");
                    reported.Add(path);
                }
                else
                {
                    Assert.True(Equals(expected[i], answers[i]), $"seed {seed}, {path}, byte {at}: {s_questions[i]}: {answers[i]}");
                }
            }
        });

        Assert.True(reported.Distinct().Count() > 5, $"seed {seed}: damage was reported in {string.Join(", ", reported.Distinct())} only");
    }

    private static SortedDictionary<string, byte[]> Build()
    {
        var files = new SimulatedFileSystem();
        files.CreateDirectory(Directory);
        for (var round = 0; round < 2; round++)
        {
            using var instance = Instance.Open(Directory, Options(files));
            using var door = new SqlDoor(instance);
            door.Run(round == 0 ? Schema : Later);
            if (round == 0) door.Run("CHECKPOINT");
        }

        return new(files.Paths.ToDictionary(p => p, files.Read), StringComparer.Ordinal);
    }

    // An answer to each question: its rows as text, or the error.
    private static object[] Ask(SortedDictionary<string, byte[]> content)
    {
        var files = new SimulatedFileSystem();
        foreach (var (path, bytes) in content) files.Write(path, bytes);
        try
        {
            using var instance = Instance.Open(Directory, Options(files));
            using var door = new SqlDoor(instance);
            return [.. s_questions.Select(question => Try(() => string.Join('\n', door.Run(question))))];
        }
        catch (SqlException error)
        {
            return [.. s_questions.Select(_ => error)];
        }
    }

    private static object Try(Func<string> ask)
    {
        try
        {
            return ask();
        }
        catch (SqlException error)
        {
            return error;
        }
    }

    private static InstanceOptions Options(SimulatedFileSystem files) =>
        new() { Store = new StoreOptions { Files = files, Background = false, DirectSegmentRows = 400, CheckpointTailRows = 150, LogExtent = 0, CacheBytes = 10 << 20 } };
}
