using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Storage;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>Where jobs stand and how their runs went, in the store's records.</summary>
internal static class JobRecords
{
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

    /// <summary>The record of a run in the history.</summary>
    public static long KeyOf(JobRun run) => CatalogLoader.FirstJobRun + run.Id;

    /// <summary>Notes a job's state, and a run for the history if there is one. The job of <see cref="JobHistoryRetention"/> makes the history short again.</summary>
    public static void Write(Store store, Job job, JobState state, JobRun? run)
    {
        var changes = store.Begin().PutMetadata(KeyOf(job), state.Write());
        if (run is not null)
        {
            run = run with { Id = store.Root.Metadata.Keys.Where(IsRun).DefaultIfEmpty(CatalogLoader.FirstJobRun).Max() - CatalogLoader.FirstJobRun + 1 };
            changes = changes.PutMetadata(KeyOf(run), run.Write());
        }

        store.Commit(changes, Durability.Async);
    }

    private static bool IsRun(long key) => key >= CatalogLoader.FirstJobRun && key < CatalogLoader.FirstRollupState;
}
