using System.Text;
using Tidemark.Errors;
using Tidemark.Testing.Files;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Torn and damaged files: what was acknowledged is there, or the damage is reported; never other rows.</summary>
public class DamageTests
{
    private const long Chunk = 1;

    [Fact]
    public void A_torn_log_is_cut_at_any_byte()
    {
        var files = new SimulatedFileSystem();
        var store = Store.Open("/db", Options(files));
        var ends = new List<(int Length, int Rows)>();
        var log = "/db/log/000001.log";
        store.Commit(store.Begin().CreateChunk(Chunk, TestTable.Layout));
        ends.Add((files.Read(log).Length, 0));
        for (var i = 0; i < 4; i++)
        {
            store.Commit(store.Begin().Append(store.Root, Chunk, TestTable.Rows(i * 5, 5)));
            ends.Add((files.Read(log).Length, (i + 1) * 5));
        }

        store.Abort();
        var whole = files.Read(log);
        // The last two records are torn anywhere; nothing after them says that they were flushed.
        for (var length = ends[^3].Length; length <= whole.Length; length++)
        {
            files.Write(log, whole[..length]);
            var after = Store.Open("/db", Options(files));
            // A record is whole up to seven bytes early: it is padded with zeros.
            Assert.InRange(after.Root.View(Chunk).RowCount, ends.Last(e => e.Length <= length).Rows, ends.Last(e => e.Length <= length + 7).Rows);
            var rows = after.Root.View(Chunk).RowCount;
            after.Commit(after.Begin().Append(after.Root, Chunk, TestTable.Rows(100, 1)));
            after.Abort();
            after = Store.Open("/db", Options(files));
            Assert.Equal(rows + 1, after.Root.View(Chunk).RowCount);
            after.Abort();
        }
    }

    [Fact]
    public void Damage_in_front_of_acknowledged_records_is_reported()
    {
        var files = new SimulatedFileSystem();
        var store = Store.Open("/db", Options(files));
        var log = "/db/log/000001.log";
        store.Commit(store.Begin().CreateChunk(Chunk, TestTable.Layout));
        var first = files.Read(log).Length;
        for (var i = 0; i < 3; i++) store.Commit(store.Begin().Append(store.Root, Chunk, TestTable.Rows(i * 5, 5)));
        store.Abort();
        var whole = files.Read(log);
        for (var offset = 0; offset < first + 100; offset += 3)
        {
            var bad = (byte[])whole.Clone();
            bad[offset] ^= 0x10;
            files.Write(log, bad);
            // Padding behind a record and the header's zeros are not covered, and harmless.
            if (Attempt(files) is not { } error) continue;
            Assert.True(error.State == SqlState.DataCorrupted || error.State == SqlState.FeatureNotSupported, error.Message);
            Assert.Contains("000001.log", error.Message, StringComparison.Ordinal);
        }

        files.Write(log, whole);
        Assert.Null(Attempt(files));
        var flipped = (byte[])whole.Clone();
        flipped[first + 40] ^= 1;
        files.Write(log, flipped);
        Assert.Equal(SqlState.DataCorrupted, Attempt(files)!.State);
    }

    [Fact]
    public void A_flipped_bit_in_a_segment_is_reported_or_harmless()
    {
        var files = new SimulatedFileSystem();
        var expected = TestTable.Expect(Enumerable.Range(0, 3000));
        var store = Store.Open("/db", Options(files));
        store.Commit(store.Begin().CreateChunk(Chunk, TestTable.Layout).Append(store.Root, Chunk, TestTable.Rows(0, 3000)));
        store.Abort();
        var path = Assert.Single(files.Paths, p => p.EndsWith(".seg", StringComparison.Ordinal));
        var whole = files.Read(path);
        var harmless = 0;
        for (var offset = 0; offset < whole.Length; offset += 41)
        {
            var bad = (byte[])whole.Clone();
            bad[offset] ^= (byte)(1 << (offset % 8));
            files.Write(path, bad);
            using var after = Store.Open("/db", Options(files));
            try
            {
                Assert.Equal(expected, TestTable.Read(after.Root.View(Chunk)));
                harmless++;
            }
            catch (SqlException error)
            {
                Assert.Contains(Path.GetFileName(path), error.Message, StringComparison.Ordinal);
                Assert.True(error.State == SqlState.DataCorrupted || error.State == SqlState.FeatureNotSupported, error.Message);
                Assert.NotEmpty(after.Verify());
            }
        }

        // Only the trailer and the zeros of the header may be hit without harm.
        Assert.InRange(harmless, 0, 2);
    }

    [Fact]
    public void A_flipped_bit_in_the_checkpoint_is_reported_or_harmless()
    {
        var files = new SimulatedFileSystem();
        var store = Store.Open("/db", Options(files));
        store.Commit(store.Begin().CreateChunk(Chunk, TestTable.Layout).PutMetadata(1, Encoding.ASCII.GetBytes("metadata")).Append(store.Root, Chunk, TestTable.Rows(0, 20)));
        store.Checkpoint();
        store.Abort();
        var whole = files.Read("/db/CHECKPOINT");
        for (var offset = 0; offset < whole.Length; offset++)
        {
            var bad = (byte[])whole.Clone();
            bad[offset] ^= (byte)(1 << (offset % 8));
            files.Write("/db/CHECKPOINT", bad);
            if (offset is >= 24 and < 32) Assert.Null(Attempt(files));
            else Assert.Contains("CHECKPOINT", Attempt(files)!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        var files = new SimulatedFileSystem();
        var store = Store.Open("/db", Options(files));
        store.Commit(store.Begin().CreateChunk(Chunk, TestTable.Layout).Append(store.Root, Chunk, TestTable.Rows(0, 3000)));
        store.Checkpoint();
        store.Abort();
        foreach (var path in files.Paths.Where(p => p.EndsWith(".seg", StringComparison.Ordinal) || p.EndsWith(".log", StringComparison.Ordinal) || p.EndsWith("CHECKPOINT", StringComparison.Ordinal)))
        {
            var whole = files.Read(path);
            var newer = (byte[])whole.Clone();
            newer[8]++;
            files.Write(path, newer);
            var error = Attempt(files);
            Assert.Equal(SqlState.FeatureNotSupported, error!.State);
            Assert.Contains($"format version {newer[8]}", error.Message, StringComparison.Ordinal);
            files.Write(path, whole);
        }
    }

    private static StoreOptions Options(SimulatedFileSystem files) => new() { Files = files, Background = false, DirectSegmentRows = 1000, LogExtent = 0 };

    private static SqlError? Attempt(SimulatedFileSystem files)
    {
        try
        {
            using var store = Store.Open("/db", Options(files));
            if (store.Root.FindChunk(Chunk) is not null) TestTable.Read(store.Root.View(Chunk));
            return null;
        }
        catch (SqlException error)
        {
            return error.Error;
        }
    }
}
