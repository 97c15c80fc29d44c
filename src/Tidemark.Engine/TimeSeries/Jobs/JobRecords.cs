using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Storage;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>Where jobs stand and how their runs went, in the store's records.</summary>
internal static class JobRecords
{
    /// <summary>How many runs the history keeps.</summary>
    public const int MaxRuns = 1000;

    /// <summary>How long the history keeps a run, in microseconds.</summary>
    public const long MaxAge = 30L * 86_400_000_000;

    /// <summary>The key of a job's state.</summary>
    public static long KeyOf(Job job) => CatalogLoader.FirstJobState + job.Oid;

    /// <summary>Where a job stands.</summary>
    public static JobState StateOf(Job job, Root root) => JobState.Read(root.Metadata.TryGetValue(KeyOf(job), out var record) ? record : (ReadOnlyMemory<byte>?)null);

    /// <summary>The history, oldest first.</summary>
    public static IEnumerable<JobRun> Runs(Root root) => root.Metadata.Where(m => IsRun(m.Key)).OrderBy(m => m.Key).Select(m => JobRun.Read(m.Value));

    /// <summary>Makes a job. Where it is told when to start, that is known from then on.</summary>
    public static void Create(Job job, Transaction transaction)
    {
        transaction.Put(job);
        if (job.InitialStart is { } start) transaction.PutRecord(KeyOf(job), (JobState.None with { NextStart = start }).Write());
    }

    /// <summary>Notes a job's state, and a run for the history if there is one; forgets runs that are too old, or too many.</summary>
    public static void Write(Store store, Job job, JobState state, JobRun? run)
    {
        var changes = store.Begin().PutMetadata(KeyOf(job), state.Write());
        if (run is not null)
        {
            var earlier = store.Root.Metadata.Where(m => IsRun(m.Key)).OrderByDescending(m => m.Key).ToList();
            var id = earlier.Count == 0 ? 1 : earlier[0].Key - CatalogLoader.FirstJobRun + 1;
            for (var i = 0; i < earlier.Count; i++)
            {
                if (i >= MaxRuns - 1 || JobRun.Read(earlier[i].Value).Finish < run.Finish - MaxAge) changes = changes.RemoveMetadata(earlier[i].Key);
            }

            changes = changes.PutMetadata(CatalogLoader.FirstJobRun + id, (run with { Id = id }).Write());
        }

        store.Commit(changes, Durability.Async);
    }

    private static bool IsRun(long key) => key >= CatalogLoader.FirstJobRun && key < CatalogLoader.FirstRollupState;
}
