using Tidemark.Errors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>On the real file system, with the background thread.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "tidemark-" + Guid.NewGuid().ToString("n"));

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_directory_is_open_once()
    {
        using (Store.Open(_directory))
        {
            var error = Assert.Throws<SqlException>(() => Store.Open(_directory)).Error;
            Assert.Equal(SqlState.ObjectInUse, error.State);
            Assert.Contains(_directory, error.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        }

        Store.Open(_directory).Dispose();
    }

    [Fact]
    public async Task Writers_readers_conversions_and_checkpoints_go_on_together()
    {
        var options = new StoreOptions { SegmentRows = 500, DirectSegmentRows = 400, CheckpointTailRows = 100, CheckpointLogBytes = 20_000 };
        using (var store = Store.Open(_directory, options))
        {
            for (var chunk = 0; chunk < 3; chunk++) store.Commit(store.Begin().CreateChunk(chunk, TestTable.Layout));
            using var done = new CancellationTokenSource();
            // Each commit inserts one batch into every chunk, so every root must show the same number of rows in all of them.
            var reader = Task.Factory.StartNew(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    var root = store.Root;
                    var counts = Enumerable.Range(0, 3).Select(c => TestTable.Read(root.View(c), new ScanRequest { ColumnIds = [TestTable.Time] }).Count).ToArray();
                    Assert.True(counts[0] == counts[1] && counts[1] == counts[2], $"{counts[0]}, {counts[1]}, {counts[2]} rows");
                }
            }, TaskCreationOptions.LongRunning);
            var writers = Enumerable.Range(0, 4).Select(w => Task.Factory.StartNew(() =>
            {
                for (var i = 0; i < 40; i++)
                {
                    var changes = store.Begin();
                    for (var chunk = 0; chunk < 3; chunk++) changes = changes.Append(store.Root, chunk, TestTable.Rows((w * 1_000_000) + (i * 20), 20));
                    store.Commit(changes, i % 3 == 0 ? Durability.Async : Durability.Flushed);
                }
            }, TaskCreationOptions.LongRunning)).ToArray();
            await Task.WhenAll(writers);
            await done.CancelAsync();
            await reader;
            Assert.Null(store.BackgroundError);
        }

        using var after = Store.Open(_directory, options with { Background = false });
        var expected = TestTable.Expect(Enumerable.Range(0, 4).SelectMany(w => Enumerable.Range(w * 1_000_000, 800)));
        for (var chunk = 0; chunk < 3; chunk++) Assert.Equal(expected, TestTable.Read(after.Root.View(chunk)));
        Assert.True(after.Statistics.Segments > 0);
        Assert.Empty(after.Verify());
    }

    [Fact]
    public void Dropped_segments_leave_the_disk_and_open_readers_go_on()
    {
        using var store = Store.Open(_directory, new StoreOptions { Background = false, DirectSegmentRows = 100 });
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 5000)));
        var old = store.Root;
        store.Commit(store.Begin().DropChunk(1));
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory, "segments")));
        Assert.Equal(TestTable.Expect(Enumerable.Range(0, 5000)), TestTable.Read(old.View(1)));
    }

    [Fact]
    public void A_small_cache_lets_go_and_reads_again()
    {
        using var store = Store.Open(_directory, new StoreOptions { Background = false, DirectSegmentRows = 100, CacheBytes = 20_000 });
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout));
        for (var i = 0; i < 5; i++) store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(i * 5000, 5000)));
        var expected = TestTable.Expect(Enumerable.Range(0, 25_000));
        for (var round = 0; round < 3; round++) Assert.Equal(expected, TestTable.Read(store.Root.View(1)));
        Assert.InRange(store.Statistics.CacheBytes, 0, 200_000);
        Assert.True(store.Statistics.BytesRead > store.Statistics.SegmentBytes);
    }
}
