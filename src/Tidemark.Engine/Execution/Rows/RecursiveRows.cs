using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The rows of WITH RECURSIVE, computed round by round as any reader asks for them, so that a LIMIT ends an endless one. Each round reads the rows that the round before brought and that
/// were new. Rounds that are too many for memory go to disk together.
/// </summary>
internal sealed class RecursiveRows : IDisposable
{
    private readonly WithNode _node;
    private readonly CommonTablePlan _table;
    private readonly QueryContext _context;
    private readonly QueryContext _working;
    private readonly GroupKeys? _seen;
    private readonly List<(KeptRows Rows, long End)> _kept = [];
    private readonly List<(MaterializedRows Rows, long End)> _rounds = [];
    private MemoryShare _memory;
    private MaterializedRows? _last;
    private long _count;
    private long _bytes;
    private bool _isComplete;

    public RecursiveRows(WithNode node, CommonTablePlan table, QueryContext context)
    {
        _node = node;
        _table = table;
        _context = context;
        _working = context.WithCommonTables();
        _seen = table.IsUnionAll ? null : new GroupKeys([.. table.Query.Output.Select(c => c.Type)], groupsNulls: true);
        _memory = new MemoryShare(context.Memory);
    }

    private long KeptEnd => _kept.Count == 0 ? 0 : _kept[^1].End;

    /// <summary>The rows from the first on.</summary>
    public BatchStream Read() => new Reader(this);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_context.Profile is { } profile) profile.Of(_node).Note([(_memory.Peak, 0), .. _kept.Select(k => k.Rows.Usage)]);
        foreach (var (rows, _) in _kept) rows.Dispose();
        _memory.Dispose();
    }

    // Some rows from a place on, and the place where they begin, which may lie before it; null where there are no more.
    private (BatchStream Rows, long Start)? From(long position)
    {
        while (position >= _count)
        {
            if (!Advance()) return null;
        }

        var start = 0L;
        foreach (var (rows, end) in _kept)
        {
            if (position < end) return (rows.Read(), start);
            start = end;
        }

        foreach (var (rows, end) in _rounds)
        {
            if (position < end) return (new MaterializedStream(rows, _context.BatchRows), start);
            start = end;
        }

        return null;
    }

    private bool Advance()
    {
        if (_isComplete) return false;
        _context.Functions.ThrowIfCancelled();
        if (_last is { } last)
        {
            _working.CommonTables.Set(_table.Id, () => new MaterializedStream(last, _context.BatchRows));
            _last = Collect(Operators.Open(_table.Recursive!, _working));
        }
        else
        {
            _last = Collect(Operators.Open(_table.Query, _context));
        }

        _isComplete = _last.Count == 0;
        if (_isComplete) return false;
        _count += _last.Count;
        _bytes += _last.ByteSize;
        _rounds.Add((_last, _count));
        if (!_context.Fits(ref _memory, _bytes + (_seen?.ByteSize ?? 0)) && _count - KeptEnd >= Batch.DefaultRows) KeepRounds();
        return true;
    }

    private void KeepRounds()
    {
        var kept = new KeptRows(_table.Query.Output, _context);
        _kept.Add((kept, _count));
        foreach (var (rows, _) in _rounds) kept.Add(new Batch(rows.Columns, rows.Count));
        _rounds.Clear();
        _memory.Dispose();
        _bytes = 0;
    }

    private MaterializedRows Collect(BatchStream stream)
    {
        using (stream)
        {
            var rows = new MaterializedRows(_table.Query.Output);
            var narrowed = new SubBatch();
            while (stream.Next() is { } batch)
            {
                var kept = _seen is null ? batch : KeepNew(batch, _seen, narrowed);
                if (kept is not null) rows.Add(kept);
            }

            return rows;
        }
    }

    private static Batch? KeepNew(Batch batch, GroupKeys seen, SubBatch narrowed)
    {
        var next = seen.Count;
        var ids = new int[batch.Length];
        var keys = new Vector[batch.ColumnCount];
        for (var i = 0; i < keys.Length; i++) keys[i] = batch.Column(i);
        seen.Assign(keys, ids);
        var kept = 0;
        for (var row = 0; row < ids.Length; row++)
        {
            if (ids[row] != next) continue;
            next++;
            ids[kept++] = row;
        }

        return kept == 0 ? null : narrowed.Of(batch, ids.AsSpan(0, kept));
    }

    private sealed class Reader(RecursiveRows owner) : BatchStream
    {
        private readonly SubBatch _rest = new();
        private BatchStream? _rows;
        private long _given;
        private long _skip;

        public override Batch? Next()
        {
            while (true)
            {
                if (_rows?.Next() is { } batch)
                {
                    if (Unseen(batch) is not { } rows) continue;
                    _given += rows.Length;
                    return rows;
                }

                _rows?.Dispose();
                _rows = null;
                if (owner.From(_given) is not { } next) return null;
                _rows = next.Rows;
                _skip = _given - next.Start;
            }
        }

        // Rounds that were read from memory stand among others on disk later.
        private Batch? Unseen(Batch batch)
        {
            if (_skip == 0) return batch;
            var from = (int)Math.Min(_skip, batch.Length);
            _skip -= from;
            if (from == batch.Length) return null;
            var rows = new int[batch.Length - from];
            for (var i = 0; i < rows.Length; i++) rows[i] = from + i;
            return _rest.Of(batch, rows);
        }

        protected override void Close() => _rows?.Dispose();
    }
}
