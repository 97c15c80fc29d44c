using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Transactions;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Runs a plan for a portal.</summary>
/// <param name="statement">The statement.</param>
/// <param name="plan">Its plan.</param>
/// <param name="replan">Gives another plan when a table was changed while it was waited for.</param>
/// <param name="columns">The columns of the result.</param>
/// <param name="session">The session.</param>
/// <param name="parameters">The values of the parameters.</param>
/// <param name="callsRoutines">Whether the session runs routines of users for it, so that one thread must do.</param>
internal sealed class QueryRunner(
    Statement statement,
    Plan plan,
    Func<Plan> replan,
    IReadOnlyList<ResultColumn> columns,
    SessionContext session,
    Vector[] parameters,
    bool callsRoutines = false) : StatementRunner(statement)
{
    private readonly BatchSlicer _slicer = new();
    private BatchStream? _stream;
    private long _rows;

    /// <inheritdoc />
    public override PortalKind Kind => plan.Kind == PlanKind.Select || columns.Count > 0 ? PortalKind.Rows : PortalKind.Command;

    /// <inheritdoc />
    public override IReadOnlyList<ResultColumn> Columns => columns;

    /// <inheritdoc />
    public override Batch? Next(int maxRows)
    {
        while (_slicer.IsEmpty)
        {
            if (IsDone) return null;
            if (NextBatch() is not { } batch)
            {
                Finish();
                return null;
            }

            _rows += batch.Length;
            if (Kind == PortalKind.Rows) _slicer.Take(batch);
        }

        return _slicer.Next(maxRows);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
        base.Dispose();
    }

    private Batch? NextBatch()
    {
        if (_stream is null) return Begin();
        try
        {
            return _stream.Next();
        }
        catch (StatementRestart)
        {
            // Rows were given away already: there is no second attempt.
            throw StorageErrors.ConcurrentUpdate();
        }
    }

    private Batch? Begin()
    {
        if (plan.Targets.FirstOrDefault(t => t.IsChanged).Table is not null) session.RequireWritable(plan.Kind.ToString().ToUpperInvariant());
        else if (!plan.Targets.IsEmpty) session.RequireWritable("SELECT FOR UPDATE");
        while (!Plans.Lock(plan, session)) plan = replan();
        return StatementAttempts.Run(
            session,
            () =>
            {
                var writer = new TransactionWriter(session);
                _stream = Operators.Open(plan.Root, Plans.Context(session, parameters, writer, callsRoutines));
                var first = _stream.Next();

                // All changes are made when the first rows come: what foreign keys demand comes before these go out.
                if (plan.Targets.Any(t => t.IsChanged)) writer.Complete();
                return first;
            },
            Dispose);
    }

    private void Finish()
    {
        IsDone = true;
        var changed = (_stream as ModificationStream)?.RowsAffected ?? _rows;
        CommandTag = plan.Kind switch
        {
            PlanKind.Insert => $"INSERT 0 {changed}",
            PlanKind.Update => $"UPDATE {changed}",
            PlanKind.Merge => $"MERGE {changed}",
            PlanKind.Delete => $"DELETE {changed}",
            _ => $"SELECT {_rows}",
        };
        Dispose();
    }
}
