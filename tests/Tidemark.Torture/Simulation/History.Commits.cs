using System.Collections.Immutable;
using System.Text;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Torture.Simulation;

/// <content>Transactions of one to four actions, beside the states that they should lead to.</content>
internal sealed partial class History
{
    private void Commit()
    {
        var before = _store.Root;
        var changes = _store.Begin();
        var state = _current;
        var saved = (changes, state);
        try
        {
            for (var actions = _random.Next(1, 5); actions > 0; actions--)
            {
                if (_random.Next(8) == 0) saved = (changes, state);
                if (_random.Next(16) == 0) (changes, state) = saved;
                (changes, state) = Act(before, changes, state);
            }

            if (_random.Next(12) == 0)
            {
                Note("rollback");
                _store.Rollback(changes);
                return;
            }
        }
        catch (SqlException error)
        {
            _store.Rollback(changes);
            Failed(error);
            return;
        }

        // The rows that the transaction deletes may be elsewhere when it commits.
        if (_random.Next(8) == 0) Merge();
        if (_store.Stopped is null) Commit(changes, state, _random.Next(3) == 0 ? Durability.Async : Durability.Flushed);
        else _store.Rollback(changes);
    }

    private void Commit(Changes changes, ModelState state, Durability durability)
    {
        state = state with { Commit = ++_lastCommit };
        changes = changes.PutMetadata(CommitKey, BitConverter.GetBytes(_lastCommit));
        var wasStopped = _store.Stopped is not null;
        _possible.Add(state);
        Note($"commit {_lastCommit}, {durability}: {state.Chunks.Values.Sum(c => c.Rows.Count)} rows in {state.Chunks.Count} chunks");
        try
        {
            var flushes = _store.Statistics.Flushes;
            _store.Commit(changes, durability);
            Counts.Commits++;
            if (durability == Durability.Flushed) Promise(state);
            else _current = state;
        }
        catch (SqlException error)
        {
            // Taken back, unless the flush failed: then only recovery can tell.
            if (wasStopped || _store.Stopped is null) _possible.RemoveAt(_possible.Count - 1);
            Failed(error);
        }
    }

    // Two transactions delete one row: the second fails and leaves nothing.
    private void Conflict()
    {
        var (id, chunk) = _current.Chunks.FirstOrDefault(c => c.Value.Rows.Count > 0);
        if (chunk is null) return;
        var row = chunk.Rows.Keys.ElementAt(_random.Next(chunk.Rows.Count));
        Changes mine, theirs;
        try
        {
            var view = _store.Root.View(id);
            mine = _store.Begin().Delete(view, ModelTable.RowIds(view, row, row));
            theirs = _store.Begin().Append(_store.Root, id, ModelTable.Rows([++_lastRow], chunk.Extras)).Delete(view, ModelTable.RowIds(view, row, row));
        }
        catch (SqlException error)
        {
            Failed(error);
            return;
        }

        var commits = Counts.Commits;
        Commit(mine, _current.With(id, chunk.Without([row])), Durability.Async);
        if (Counts.Commits == commits || _store.Stopped is not null) return;
        Note("conflict");
        try
        {
            _store.Commit(theirs);
            throw new InvalidOperationException("a row was deleted twice");
        }
        catch (SqlException error)
        {
            if (error.Error.State != SqlState.SerializationFailure) Failed(error);
        }
    }

    private (Changes Changes, ModelState State) Act(Root root, Changes changes, ModelState state)
    {
        if (state.Chunks.IsEmpty || (state.Chunks.Count < 6 && _random.Next(12) == 0))
        {
            var made = ++_lastChunk;
            return (changes.CreateChunk(made, ModelTable.Layout([])), state.With(made, ModelChunk.Empty));
        }

        var (id, chunk) = state.Chunks.ElementAt(_random.Next(state.Chunks.Count));
        switch (_random.Next(20))
        {
            case 0:
                return (changes.DropChunk(id), state with { Chunks = state.Chunks.Remove(id) });
            case 1:
                return (changes.TruncateChunk(id), state.With(id, chunk with { Rows = ModelChunk.Empty.Rows }));
            case 2:
                var columns = chunk.Extras.Length > 0 && _random.Next(2) == 0 ? chunk.Extras.RemoveAt(_random.Next(chunk.Extras.Length)) : chunk.Extras.Add(++_lastExtra);
                return (changes.AlterChunk(id, ModelTable.Layout(columns)), state.With(id, chunk with { Extras = columns }));
            case 3 or 4:
                var key = _random.Next(1, 6);
                if (_random.Next(4) == 0) return (changes.RemoveMetadata(key), state with { Metadata = state.Metadata.Remove(key) });
                var value = new string((char)('a' + _random.Next(26)), _random.Next(10) == 0 ? 5000 : _random.Next(40));
                return (changes.PutMetadata(key, Encoding.UTF8.GetBytes(value)), state with { Metadata = state.Metadata.SetItem(key, value) });
            case 5 or 6 or 7:
                return Delete(root, changes, state, id, chunk, replace: false);
            case 8 or 9:
                return Delete(root, changes, state, id, chunk, replace: true);
            default:
                var rows = NewRows(_random.Next(8) switch { 0 => _random.Next(100, 400), 1 or 2 => _random.Next(20, 100), _ => _random.Next(1, 20) });
                return (Append(root, changes, id, rows, chunk.Extras), state.With(id, chunk.WithRows(rows)));
        }
    }

    private (Changes Changes, ModelState State) Delete(Root root, Changes changes, ModelState state, long id, ModelChunk chunk, bool replace)
    {
        if (chunk.Rows.IsEmpty) return (changes, state);
        var low = chunk.Rows.Keys.ElementAt(_random.Next(chunk.Rows.Count));
        var high = _random.Next(6) == 0 ? long.MaxValue : low + _random.Next(60);
        var view = root.View(id, changes);
        var found = ModelTable.RowIds(view, low, high);
        var gone = chunk.Rows.Keys.Where(row => row >= low && row <= high).ToList();
        if (found.Length != gone.Count) throw new InvalidOperationException($"{found.Length} rows between {low} and {high} instead of {gone.Count}");
        changes = changes.Delete(view, found);
        chunk = chunk.Without(gone);
        if (replace)
        {
            var rows = NewRows(gone.Count);
            changes = Append(root, changes, id, rows, chunk.Extras);
            chunk = chunk.WithRows(rows);
        }

        return (changes, state.With(id, chunk));
    }

    private Changes Append(Root root, Changes changes, long id, List<long> rows, ImmutableArray<int> extras)
    {
        foreach (var part in rows.Chunk(64)) changes = changes.Append(root, id, ModelTable.Rows(part, extras));
        return changes;
    }

    private List<long> NewRows(int count)
    {
        var rows = new List<long>(count);
        for (var i = 0; i < count; i++) rows.Add(++_lastRow);
        return rows;
    }
}
