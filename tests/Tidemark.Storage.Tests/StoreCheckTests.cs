using Tidemark.Errors;
using Tidemark.Testing.Files;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>What a check of a directory finds, and that it leaves everything as it was.</summary>
public class StoreCheckTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void A_whole_directory_is_found_whole_and_left_alone()
    {
        Fill();
        _files.Write("/db/segments/00000000000fffff.seg", [1, 2, 3]);
        var before = _files.Paths.ToDictionary(p => p, _files.Read);
        using (var check = StoreCheck.Run("/db", _files))
        {
            Assert.Empty(check.Damage);
            Assert.Equal(["/db/segments/00000000000fffff.seg"], check.Orphans);
            Assert.Equal(2, check.Segments);
            Assert.Equal(6010, check.Root!.FindChunk(1)!.RowCount);
        }

        Assert.Equal(before, _files.Paths.ToDictionary(p => p, _files.Read));
    }

    [Fact]
    public void A_missing_segment_and_a_damaged_one_are_named()
    {
        Fill();
        var segments = _files.Paths.Where(p => p.EndsWith(".seg", StringComparison.Ordinal)).ToList();
        _files.Delete(segments[0]);
        var bytes = _files.Read(segments[1]);
        bytes[200] ^= 1;
        _files.Write(segments[1], bytes);
        using var check = StoreCheck.Run("/db", _files);
        Assert.Contains(check.Damage, d => d.Contains(segments[0], StringComparison.Ordinal) && d.Contains("missing", StringComparison.Ordinal));
        Assert.Contains(check.Damage, d => d.Contains(segments[1], StringComparison.Ordinal) && d.Contains("offset", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_in_use_is_refused()
    {
        using var store = Store.Open("/db", Options());
        Assert.Equal(SqlState.ObjectInUse, Assert.Throws<SqlException>(() => StoreCheck.Run("/db", _files)).State);
    }

    [Fact]
    public void Nothing_can_be_opened_while_it_is_checked()
    {
        Fill();
        using var check = StoreCheck.Run("/db", _files);
        Assert.Equal(SqlState.ObjectInUse, Assert.Throws<SqlException>(() => Store.Open("/db", Options())).State);
    }

    private StoreOptions Options() => new() { Files = _files, Background = false, DirectSegmentRows = 1000, LogExtent = 0 };

    private void Fill()
    {
        using var store = Store.Open("/db", Options());
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout).Append(store.Root, 1, TestTable.Rows(0, 3000)));
        store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(3000, 3000)));
        store.Checkpoint();
        store.Commit(store.Begin().Append(store.Root, 1, TestTable.Rows(6000, 10)));
    }
}
