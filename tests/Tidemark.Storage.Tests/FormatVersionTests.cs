using System.Buffers.Binary;
using Tidemark.Errors;
using Tidemark.Testing.Files;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Every kind of file says its format's version, and a newer one is refused by name.</summary>
public class FormatVersionTests
{
    [Theory]
    [InlineData("LOCK")]
    [InlineData("CHECKPOINT")]
    [InlineData(".log")]
    [InlineData(".seg")]
    public void A_newer_file_is_refused(string kind)
    {
        var files = new SimulatedFileSystem();
        var store = Store.Open("/db", Options(files));
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 3000)));
        store.Checkpoint();
        store.Dispose();
        var path = Assert.Single(files.Paths, p => p.EndsWith(kind, StringComparison.Ordinal));
        var bytes = files.Read(path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 1000);
        // Whoever writes a newer format writes the checksum of its header too.
        if (kind == "LOCK") BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Crc32C.Compute(bytes.AsSpan(0, 12)));
        files.Write(path, bytes);
        var before = files.Paths.ToDictionary(p => p, files.Read);
        var error = Assert.Throws<SqlException>(() =>
        {
            using var after = Store.Open("/db", Options(files));
            TestTable.Read(after.Root.View(1));
        });
        Assert.Equal(SqlState.FeatureNotSupported, error.State);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("format version 1000", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Hint);
        if (kind == "LOCK") Assert.Equal(before, files.Paths.ToDictionary(p => p, files.Read));
    }

    [Fact]
    public void A_damaged_lock_file_is_written_anew()
    {
        var files = new SimulatedFileSystem();
        Store.Open("/db", Options(files)).Dispose();
        var whole = files.Read("/db/LOCK");
        var bad = (byte[])whole.Clone();
        bad[9] ^= 4;
        files.Write("/db/LOCK", bad);
        Store.Open("/db", Options(files)).Dispose();
        Assert.Equal(whole, files.Read("/db/LOCK"));
    }

    private static StoreOptions Options(SimulatedFileSystem files) => new() { Files = files, Background = false, DirectSegmentRows = 1000, LogExtent = 0 };
}
