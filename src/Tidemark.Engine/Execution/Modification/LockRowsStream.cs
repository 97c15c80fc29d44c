using Tidemark.Engine.Planning;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// FOR UPDATE and its kin. All rows are locked before the first comes out, so that the statement can begin again when one of them has changed; no more of them than the LIMIT above takes.
/// </summary>
internal sealed class LockRowsStream(LockRowsNode node, QueryContext context) : BatchStream
{
    private readonly ITableWriter _writer = context.Writer ?? throw InternalErrors.Unexpected("rows are locked in an execution without a writer");
    private readonly SubBatch _part = new();
    private readonly MaterializedRows _locked = new(node.Output);
    private readonly bool _skips = node.Locks.Any(l => l.Wait == LockWaitPolicy.SkipLocked);
    private MaterializedStream? _rows;
    private MemoryShare _memory = new(context.Memory);
    private bool _missedChanged;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_rows is null)
        {
            LockAll();
            _rows = new MaterializedStream(_locked, context.BatchRows);
        }

        return _rows.Next();
    }

    /// <inheritdoc />
    protected override void Close() => _memory.Dispose();

    private void LockAll()
    {
        var left = Most();
        using var input = Operators.Open(node.Input, context);
        while (left > 0 && input.Next() is { } batch)
        {
            for (var start = 0; start < batch.Length && left > 0;)
            {
                var count = (int)Math.Min(left, batch.Length - start);
                left -= LockSome(batch, start, count);
                start += count;
            }
        }

        // A row that was changed since it was read may well be what was asked for: who found too little looks again.
        if (_missedChanged && left > 0) throw _writer.Conflict();
    }

    private long Most()
    {
        if (node.Most is null) return long.MaxValue;
        var factory = new EvaluatorFactory(context);
        return Number(node.Most) is { } most ? most + (node.Skipped is null ? 0 : Number(node.Skipped) ?? 0) : long.MaxValue;

        long? Number(Binding.BoundExpression expression)
        {
            var value = factory.Create(expression).Evaluate(new Batch([], 1));
            return value.IsNull(0) ? null : VectorAccess.Get<long>(value, 0);
        }
    }

    // Together where nobody has any of them, else one by one.
    private int LockSome(Batch batch, int start, int count)
    {
        if (!_skips || count == 1 || TryLock(batch, start, count))
        {
            if ((!_skips || count == 1) && !TryLock(batch, start, count)) return 0;
            Keep(batch, start, count);
            return count;
        }

        var locked = 0;
        for (var row = start; row < start + count; row++) locked += LockSome(batch, row, 1);
        return locked;
    }

    private void Keep(Batch batch, int start, int count)
    {
        var rows = new int[count];
        for (var i = 0; i < count; i++) rows[i] = start + i;
        var part = _part.Of(batch, rows);
        var columns = new Vector[node.Output.Length];
        var place = 0;
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            if (!node.Locks.Any(l => l.RowId == i || l.ChunkOid == i)) columns[place++] = part.Column(i);
        }

        _locked.Add(columns, count);
        _memory.Set(_locked.ByteSize);
    }

    private bool TryLock(Batch batch, int start, int count)
    {
        foreach (var rowLock in node.Locks)
        {
            var (ids, chunks) = (batch.Column(rowLock.RowId), batch.Column(rowLock.ChunkOid));
            var wanted = new Dictionary<uint, List<long>>();
            for (var row = start; row < start + count; row++)
            {
                // The side of an outer join that has no row has none to lock.
                if (ids.IsNull(row)) continue;
                var chunk = (uint)VectorAccess.Get<long>(chunks, row);
                if (!wanted.TryGetValue(chunk, out var list)) wanted[chunk] = list = [];
                list.Add(VectorAccess.Get<long>(ids, row));
            }

            foreach (var (chunk, rows) in wanted)
            {
                switch (_writer.Lock(rowLock.Table, chunk, rows.ToArray(), rowLock.Strength, rowLock.Wait))
                {
                    case RowLockResult.Held when rowLock.Wait == LockWaitPolicy.NoWait:
                        throw LockErrors.RowNotAvailable(rowLock.Table.Name);
                    case RowLockResult.Held:
                        return false;
                    case RowLockResult.Changed when !_skips:
                        throw _writer.Conflict();
                    case RowLockResult.Changed:
                        _missedChanged |= count == 1;
                        return false;
                }
            }
        }

        return true;
    }
}
