using Tidemark.Errors;
using Xunit;

namespace Tidemark.Storage.Tests;

/// <summary>Random work, with a power cut after every step and in the middle of steps: what was acknowledged is there, and nothing else.</summary>
public class CrashTests
{
    public static IEnumerable<object[]> Seeds => Enumerable.Range(1, 12).Select(i => new object[] { i });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_any_step_a_crash_loses_nothing_that_was_acknowledged(int seed)
    {
        var random = new Random(seed);
        var files = new MemoryFileSystem();
        var store = Store.Open("/db", Options(files));
        store.Commit(store.Begin().CreateChunk(1, TestTable.Layout));
        var alive = new SortedSet<int>();
        var next = 0;
        for (var step = 0; step < 40; step++)
        {
            var before = alive.ToHashSet();
            // A cut in the middle shows the state before the step or the one after it, whole.
            MemoryFileSystem? cut = null;
            var countdown = random.Next(1, 6);
            files.OnFlush = _ =>
            {
                if (--countdown == 0) cut = files.Crash();
            };
            switch (random.Next(6))
            {
                case 0 or 1:
                    Insert(random.Next(1, 300));
                    break;
                case 2:
                    Insert(random.Next(500, 2500));
                    break;
                case 3:
                    Delete(random.Next(Math.Max(1, next)), random.Next(1, 500));
                    break;
                case 4:
                    store.Checkpoint();
                    break;
                case 5:
                    store.Abort();
                    store = Store.Open("/db", Options(files));
                    break;
            }

            files.OnFlush = null;
            Check(files.Crash(), alive, alive, seed, step);
            if (cut is not null) Check(cut, before, alive, seed, step);
        }

        store.Dispose();

        void Insert(int count)
        {
            var changes = store.Begin();
            for (var done = 0; done < count; done += 700) changes = changes.Append(store.Root, 1, TestTable.Rows(next + done, Math.Min(700, count - done)));
            store.Commit(changes);
            for (var i = 0; i < count; i++) alive.Add(next + i);
            next += count;
        }

        void Delete(int first, int count)
        {
            var view = store.Root.View(1);
            store.Commit(store.Begin().Delete(view, TestTable.RowIds(view, TestTable.TimeBetween(first, first + count - 1))));
            alive.RemoveWhere(i => i >= first && i < first + count);
        }
    }

    private static StoreOptions Options(MemoryFileSystem files) => new() { Files = files, Background = false, SegmentRows = 1000, DirectSegmentRows = 600, CheckpointTailRows = 300, LogExtent = 20_000 };

    private static void Check(MemoryFileSystem files, IReadOnlyCollection<int> before, SortedSet<int> after, int seed, int step)
    {
        try
        {
            using var store = Store.Open("/db", Options(files));
            var found = TestTable.Read(store.Root.View(1));
            Assert.True(found.SequenceEqual(TestTable.Expect(before)) || found.SequenceEqual(TestTable.Expect(after)), $"seed {seed}, step {step}: {found.Count} rows of {before.Count} before and {after.Count} after");
            Assert.Empty(store.Verify());
        }
        catch (SqlException error)
        {
            Assert.Fail($"seed {seed}, step {step}: {error.Message}");
        }
    }
}
