using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Cursors;

/// <summary>
/// A cursor: a query that is read as far as it was fetched. What was read is kept, so that it can be fetched again, unless the cursor was declared NO SCROLL. It sees what its query saw when it
/// was declared.
/// </summary>
internal sealed class Cursor : IDisposable
{
    private readonly MaterializedRows _rows;
    private BatchStream? _stream;
    private long _dropped;
    private long _position;

    // A fetch that failed leaves the query where nobody knows.
    private bool _isFailed;

    public Cursor(DeclareCursorStatement declared, string text, AnalyzedQuery query, SessionContext session)
    {
        Declared = declared;
        Text = text;
        Columns = query.Columns!;
        CreatedAt = session.StatementTime;
        CreatedIn = session.Transaction;
        _rows = new MaterializedRows(Columns.Select(c => c.Type));
        while (!Plans.Lock(query.Plan, session)) query = AnalyzedQuery.Analyze(new SelectStatement(declared.Query), null, session);
        _stream = StatementAttempts.Run(session, () => Operators.Open(query.Plan.Root, Plans.Context(session, [])));
    }

    /// <summary>What declared it.</summary>
    public DeclareCursorStatement Declared { get; }

    /// <summary>The text of that.</summary>
    public string Text { get; }

    /// <summary>The columns of its rows.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>When it was declared, in microseconds since 2000-01-01 UTC.</summary>
    public long CreatedAt { get; }

    /// <summary>The transaction that declared it; null once that has committed and the cursor outlived it.</summary>
    public Transaction? CreatedIn { get; private set; }

    private long Count => _dropped + _rows.Count;

    /// <summary>Moves, and gives the rows that it moved over, in their order; null for none.</summary>
    /// <param name="statement">Where to.</param>
    /// <param name="moved">How many rows.</param>
    public Batch? Fetch(FetchStatement statement, out long moved)
    {
        if (_isFailed) throw CursorErrors.CannotRun(Declared.Name);
        _isFailed = true;
        var rows = FetchRows(statement, out moved);
        _isFailed = false;
        return rows;
    }

    private Batch? FetchRows(FetchStatement statement, out long moved)
    {
        var result = statement.IsMove ? null : new MaterializedRows(Columns.Select(c => c.Type));
        moved = 0;
        var (direction, count) = (statement.Direction, statement.Count);
        switch (direction)
        {
            case FetchDirection.Absolute when count > 0:
                MoveTo(count.Value - 1);
                moved = Forward(1, result);
                break;
            case FetchDirection.Absolute when count < 0:
                ReadTo(long.MaxValue);
                MoveTo(Math.Max(Count + count.Value, -1) + 1);
                moved = Count + count.Value >= 0 ? Current(result) : 0;
                if (moved == 0) MoveTo(0);
                break;
            case FetchDirection.Absolute:
                MoveTo(0);
                break;
            case FetchDirection.Relative when count > 0:
                Forward(count.Value - 1, null);
                moved = Forward(1, result);
                break;
            case FetchDirection.Relative when count < 0:
                Backward(-count.Value - 1, null);
                moved = Backward(1, result);
                break;
            case FetchDirection.Relative:
            case FetchDirection.Forward or FetchDirection.Backward when count == 0:
                moved = Current(result);
                break;
            case FetchDirection.Forward when count is null or > 0:
                moved = Forward(count ?? long.MaxValue, result);
                break;
            case FetchDirection.Backward when count < 0:
                moved = Forward(-count.Value, result);
                break;
            case FetchDirection.Forward:
                moved = Backward(-count!.Value, result);
                break;
            default:
                moved = Backward(count ?? long.MaxValue, result);
                break;
        }

        return result is { Count: > 0 } ? new Batch(result.Columns, result.Count) : null;
    }

    /// <summary>The transaction that declared it commits: what is left of the query is read while it can be.</summary>
    public void Keep()
    {
        ReadTo(long.MaxValue);
        CreatedIn = null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private long Forward(long count, MaterializedRows? result)
    {
        var until = count > long.MaxValue - _position ? long.MaxValue : _position + count;
        ReadTo(until);
        var moved = 0L;
        for (; _position < until && _position < Count; moved++) Copy(++_position, result);
        if (_position < until) _position = Count + 1;
        if (Declared.Scroll == false) Forget();
        return moved;
    }

    private long Backward(long count, MaterializedRows? result)
    {
        if (count == 0) return 0;
        RequireScroll();
        var moved = 0L;
        while (moved < count && _position > 1)
        {
            Copy(--_position, result);
            moved++;
        }

        if (moved < count) _position = 0;
        return moved;
    }

    private long Current(MaterializedRows? result)
    {
        if (_position < 1 || _position > Count) return 0;
        if (result is not null) RequireScroll();
        Copy(_position, result);
        return 1;
    }

    private void MoveTo(long position)
    {
        if (position < _position) RequireScroll();
        if (position > _position) Forward(position - _position, null);
        else _position = position;
    }

    private void Copy(long position, MaterializedRows? result)
    {
        if (result is null) return;
        var columns = _rows.Columns;
        var row = new Vector[columns.Length];
        for (var i = 0; i < row.Length; i++) row[i] = columns[i].Slice((int)(position - 1 - _dropped), 1);
        result.Add(row, 1);
    }

    private void ReadTo(long count)
    {
        while (_stream is not null && Count < count)
        {
            if (_stream.Next() is { } batch) _rows.Add(batch);
            else Dispose();
        }
    }

    // What cannot be fetched again need not be kept.
    private void Forget()
    {
        if (_position < Count) return;
        _dropped = Count;
        _rows.Clear();
    }

    private void RequireScroll()
    {
        if (Declared.Scroll == false) throw CursorErrors.ForwardOnly();
    }
}
