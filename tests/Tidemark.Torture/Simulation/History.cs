using System.Collections.Immutable;
using System.Text;
using Tidemark.Errors;
using Tidemark.Storage;
using Tidemark.Testing.Files;

namespace Tidemark.Torture.Simulation;

/// <summary>
/// One random history of a store on a simulated file system: commits of every kind, checkpoints, bad weather, crashes and recoveries, all from one seed. After each recovery
/// the store holds what was acknowledged, perhaps more of what was under way, each commit whole, and nothing else.
/// </summary>
internal sealed partial class History
{
    private const string Directory = "/data/db";
    private const long CommitKey = 0;

    private readonly Random _random;
    private readonly Weather _weather;
    private readonly List<string> _log = [];

    // The states that recovery may find: the last one surely on disk, then those of commits that nobody was promised, in their order.
    private readonly List<ModelState> _possible = [ModelState.Empty];
    private SimulatedFileSystem _files;
    private Store _store;
    private ModelState _current = ModelState.Empty;
    private long _lastCommit;
    private long _lastRow;
    private long _lastChunk;
    private int _lastExtra;

    private History(int seed)
    {
        _random = new Random(seed);
        _weather = new Weather(_random);
        _files = new SimulatedFileSystem(seed);
        _store = null!;
        Watch();
    }

    /// <summary>Commits, crashes and failed calls over all histories, to see that they happen.</summary>
    public HistoryCounts Counts { get; } = new();

    /// <summary>Runs one history.</summary>
    /// <exception cref="HistoryException">What is wrong, with the steps that led to it.</exception>
    public static HistoryCounts Run(int seed, int steps)
    {
        var history = new History(seed);
        try
        {
            history.Run(steps);
            return history.Counts;
        }
        catch (Exception error)
        {
            throw new HistoryException(seed, steps, history._log, error);
        }
    }

    private StoreOptions Options() => new()
    {
        Files = _files,
        Background = false,
        SegmentRows = 150,
        DirectSegmentRows = 100,
        CheckpointTailRows = 40,
        MergeRows = 300,
        MergeBytesPerSecond = 0,
        TransactionBytes = 20_000,
        CacheBytes = 100_000,
        LogExtent = _random.Next(3) * 3000,
    };

    private void Run(int steps)
    {
        Reopen();
        for (var step = 0; step < steps; step++)
        {
            try
            {
                Step();
                // A transaction that is rolled back does not look at what became of the segments that it had written meanwhile.
                _files.ThrowIfOff();
            }
            catch (SimulatedCrash)
            {
                Counts.Crashes++;
                Note("crash");
                RecoverFrom((CrashMode)_random.Next(4));
            }
        }

        _weather.Clear();
        End();
        Reopen();
        Compare(_current);
        _store.Dispose();
    }

    private void Step()
    {
        if (_random.Next(_weather.IsFine ? 12 : 6) == 0) _weather.CrashWithin(30);
        if (_weather.IsFine && _random.Next(12) == 0)
        {
            _weather.Worsen();
            Note("bad weather");
        }
        else if (!_weather.IsFine && _random.Next(5) == 0)
        {
            _weather.Clear();
            Note("fine weather");
        }

        switch (_random.Next(22))
        {
            case 0 or 1:
                Checkpoint();
                break;
            case 20 or 21:
                Merge();
                break;
            case 2:
                Note("kill");
                _files.TurnOff();
                RecoverFrom(CrashMode.KeepAll);
                break;
            case 3:
                Note("power cut");
                _files.TurnOff();
                RecoverFrom((CrashMode)_random.Next(4));
                break;
            case 4:
                End();
                Reopen();
                break;
            case 5:
                if (_weather.IsFine) Compare(_current);
                break;
            case 6:
                Conflict();
                break;
            default:
                Commit();
                break;
        }

        if (_store.Stopped is not null)
        {
            // Nobody can write any more. Reading goes on; only opening again helps.
            if (_weather.IsFine) Compare(_current);
            if (_random.Next(2) == 0)
            {
                End();
                Reopen();
            }
            else
            {
                Note("power cut, stopped");
                _files.TurnOff();
                RecoverFrom((CrashMode)_random.Next(4));
            }
        }
    }

    private void Checkpoint()
    {
        Note("checkpoint");
        try
        {
            _store.Checkpoint();
            Counts.Checkpoints++;
            Promise(_current);
        }
        catch (SqlException error)
        {
            Failed(error);
        }
    }

    // Rows stay the same, for those too who hold an older root.
    private void Merge()
    {
        var kind = _random.Next(3);
        Note(kind switch { 0 => "merge", 1 => "merge all", _ => "convert" });
        var (root, state) = (_store.Root, _current);
        try
        {
            var before = _store.Statistics.Merges;
            if (kind < 2)
            {
                _store.Vacuum(root.Chunks.Keys.Order(), isFull: kind == 1);
            }
            else
            {
                foreach (var chunk in root.Chunks.Values.OrderBy(c => c.Id).Where(_ => _random.Next(3) > 0)) _store.ConvertToColumnstore(chunk.Id, ModelTable.InOrder(chunk.Layout, _random.Next(3)));
            }

            Counts.Merges += _store.Statistics.Merges - before;
        }
        catch (SqlException error)
        {
            Failed(error);
        }

        Compare(root, state);
        if (_weather.IsFine) Compare(_current);
    }

    // All that was acknowledged, also without a promise, is on disk after an orderly end.
    private void End()
    {
        Note("end");
        try
        {
            var stopped = _store.Stopped is not null;
            _store.Dispose();
            if (!stopped && _store.Stopped is null) Promise(_current);
        }
        catch (SqlException error)
        {
            Failed(error);
        }
    }

    private void RecoverFrom(CrashMode mode)
    {
        Note($"after the crash: {mode}");
        _files = _files.AfterCrash(mode, _random.Next());
        _weather.Clear();
        Watch();
        // A crash may come while recovery runs, or right after it.
        if (_random.Next(3) == 0) _weather.CrashWithin(12);
        try
        {
            Reopen();
        }
        catch (SimulatedCrash)
        {
            Counts.Crashes++;
            RecoverFrom((CrashMode)_random.Next(4));
        }
    }

    private void Reopen()
    {
        while (true)
        {
            try
            {
                _store = Store.Open(Directory, Options());
                break;
            }
            catch (SqlException error) when (!_weather.IsFine)
            {
                Failed(error);
                _weather.Clear();
            }
        }

        var found = _store.Root.Metadata.TryGetValue(CommitKey, out var number) ? BitConverter.ToInt64(number.Span) : 0;
        Note($"opened: commit {found}");
        var state = _possible.Find(s => s.Commit == found)
            ?? throw new InvalidOperationException($"commit {found} is there, expected one of {string.Join(", ", _possible.Select(s => s.Commit))}");
        Promise(state);
        if (!_weather.IsFine) return;
        Compare(state);
        var damage = _store.Verify();
        if (damage.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, damage));
        var segments = _files.List($"{Directory}/segments").Count;
        if (segments != _store.Statistics.Segments) throw new InvalidOperationException($"{segments} segment files, {_store.Statistics.Segments} segments");
    }

    private void Promise(ModelState state)
    {
        _possible.Clear();
        _possible.Add(_current = state);
    }

    private void Failed(SqlException error)
    {
        Counts.Failures++;
        Note($"failed: {error.Message}{(_store?.Stopped is null ? "" : ", stopped")}");
        if (error.Error.State != SqlState.DiskFull && error.Error.State != SqlState.IoError) throw new InvalidOperationException($"failed with {error.Error.State}", error);
        if (_weather.IsFine && _store?.Stopped is null) throw new InvalidOperationException("failed in fine weather", error);
    }

    private void Compare(ModelState state) => Compare(_store.Root, state);

    private void Compare(Root root, ModelState state)
    {
        var metadata = root.Metadata.Where(m => m.Key != CommitKey).ToImmutableSortedDictionary(m => m.Key, m => Encoding.UTF8.GetString(m.Value.Span));
        if (!metadata.SequenceEqual(state.Metadata)) throw new InvalidOperationException($"metadata {string.Join(", ", metadata)} instead of {string.Join(", ", state.Metadata)}");
        if (!root.Chunks.Keys.Order().SequenceEqual(state.Chunks.Keys)) throw new InvalidOperationException($"chunks {string.Join(", ", root.Chunks.Keys.Order())} instead of {string.Join(", ", state.Chunks.Keys)}");
        foreach (var (id, chunk) in state.Chunks)
        {
            List<string> rows;
            try
            {
                rows = ModelTable.Read(root.View(id), chunk.Extras);
            }
            catch (SqlException error) when (!_weather.IsFine)
            {
                Failed(error);
                continue;
            }

            var expected = ModelTable.Expect(chunk);
            if (rows.SequenceEqual(expected)) continue;
            var lost = expected.Except(rows).Take(5);
            var extra = rows.Except(expected).Take(5);
            throw new InvalidOperationException($"chunk {id} has {rows.Count} rows instead of {expected.Count}; missing: {string.Join("; ", lost)}; unexpected: {string.Join("; ", extra)}");
        }
    }

    private void Watch()
    {
        var files = _files;
        files.CreateDirectory("/data");
        files.FlushDirectory("/");
        files.OnCall = (call, _) => _weather.Fate(call);
    }

    private void Note(string what) => _log.Add(what);
}
