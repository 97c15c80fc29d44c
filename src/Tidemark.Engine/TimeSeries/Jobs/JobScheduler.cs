using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>
/// Runs a database's jobs when they are due, each on a thread of its own and at most so many at once. It looks once a second by the instance's clock. Without background threads
/// (<see cref="Tidemark.Storage.StoreOptions.Background"/>), or with timescaledb.max_background_workers = 0, nothing runs by itself, and <see cref="RunDue"/> does it.
/// </summary>
internal sealed class JobScheduler : IDisposable
{
    // Jobs share the machine with its users.
    private const int MaxAtOnce = 4;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly JobRunner _runner;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer? _timer;
    private readonly int _workers;
    private CatalogSnapshot? _catalog;
    private Job[] _jobs = [];
    private bool _isPaused;

    public JobScheduler(Instance instance, Database database)
    {
        _database = database;
        _runner = new JobRunner(instance, database, new Random());
        var setting = instance.Options.Settings.GetValueOrDefault("timescaledb.max_background_workers");
        _workers = setting is null ? MaxAtOnce : int.TryParse(setting, out var number) ? Math.Min(number, MaxAtOnce) : MaxAtOnce;
        NoteCrashes();
        PlaceBuiltin();
        if (database.Options.Store.Background && _workers > 0) _timer = database.Options.Clock.CreateTimer(_ => Tick(), null, Period, Period);
    }

    /// <summary>Stops running jobs by itself, or goes on with it.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _isPaused);
        set => Volatile.Write(ref _isPaused, value);
    }

    /// <summary>When the next job is due, in microseconds since 2000-01-01 UTC; null when none will ever be.</summary>
    public long? NextStart => Jobs().Where(j => j.IsScheduled).Select(j => (long?)JobSchedule.NextStart(j, JobRecords.StateOf(j, _database.Store.Root))).Min();

    /// <summary>Runs what is due, one job after the other, on the caller's thread.</summary>
    public void RunDue()
    {
        foreach (var job in Due()) _runner.Run(job, _stop.Token);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _timer?.Dispose();
        Task[] running;
        lock (_gate)
        {
            _stop.Cancel();
            running = [.. _running.Values];
        }

        Task.WaitAll(running);
        _stop.Dispose();
    }

    private void Tick()
    {
        if (IsPaused) return;
        lock (_gate)
        {
            if (_stop.IsCancellationRequested) return;
            foreach (var job in Due())
            {
                if (_running.Count >= _workers) return;
                if (!_running.ContainsKey(job.Oid)) _running[job.Oid] = Task.Run(() => RunOne(job));
            }
        }
    }

    private void RunOne(Job job)
    {
        try
        {
            _runner.Run(job, _stop.Token);
        }
        finally
        {
            lock (_gate) _running.Remove(job.Oid);
        }
    }

    private List<Job> Due()
    {
        var (root, now) = (_database.Store.Root, Clocks.Now(_database.Options.Clock));
        return [.. Jobs().Where(j => j.IsScheduled)
            .Select(j => (Job: j, Start: JobSchedule.NextStart(j, JobRecords.StateOf(j, root))))
            .Where(j => j.Start <= now)
            .OrderBy(j => j.Start).ThenBy(j => j.Job.Id)
            .Select(j => j.Job)];
    }

    // The catalog changes seldom; its objects are looked through only then.
    private Job[] Jobs()
    {
        var catalog = (CatalogSnapshot)_database.Store.Root.Companion!;
        if (ReferenceEquals(catalog, _catalog)) return _jobs;
        _jobs = [.. catalog.Objects.OfType<Job>()];
        _catalog = catalog;
        return _jobs;
    }

    // A job that every database has does not run at once where a database is new: it waits for its slot.
    private void PlaceBuiltin()
    {
        var now = Clocks.Now(_database.Options.Clock);
        foreach (var job in Jobs().Where(j => j.IsBuiltin && ReferenceEquals(JobRecords.StateOf(j, _database.Store.Root), JobState.None)))
        {
            JobRecords.Write(_database.Store, job, JobState.None with { NextStart = JobSchedule.AfterSuccess(job, now) }, null);
        }
    }

    private void NoteCrashes()
    {
        foreach (var job in Jobs())
        {
            var state = JobRecords.StateOf(job, _database.Store.Root);
            if (!state.IsRunning) continue;
            JobRecords.Write(_database.Store, job, state with
            {
                IsRunning = false,
                HasSucceeded = false,
                Failures = state.Failures + 1,
                Crashes = state.Crashes + 1,
                FailuresInARow = state.FailuresInARow + 1,
                NextStart = JobSchedule.AfterCrash(state.LastStart ?? Clocks.Now(_database.Options.Clock)),
            }, null);
        }
    }
}

/// <summary>A scheduler for each database.</summary>
internal sealed class JobService : IDatabaseService
{
    /// <inheritdoc />
    public IDisposable Start(Instance instance, Database database) => new JobScheduler(instance, database);
}
