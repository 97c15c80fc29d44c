using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Runs a plan for a portal.</summary>
internal sealed class QueryRunner(Statement statement, Plan plan, IReadOnlyList<ResultColumn> columns, SessionContext session, Vector[] parameters) : StatementRunner(statement)
{
    private readonly BatchSlicer _slicer = new();
    private BatchStream? _stream;
    private TransactionWriter? _writer;
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
            var next = Open().Next();

            // All changes are made when the first rows come: what foreign keys demand comes before these go out.
            if (plan.Kind != PlanKind.Select) _writer!.Complete();
            if (next is not { } batch)
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

    private BatchStream Open()
    {
        if (_stream is not null) return _stream;
        if (plan.Kind != PlanKind.Select) session.RequireWritable(plan.Kind.ToString().ToUpperInvariant());
        _writer = new TransactionWriter(session);
        return _stream = Operators.Open(plan.Root, Plans.Context(session, parameters, _writer));
    }

    private void Finish()
    {
        _writer!.Complete();
        IsDone = true;
        var changed = (_stream as ModificationStream)?.RowsAffected ?? _rows;
        CommandTag = plan.Kind switch
        {
            PlanKind.Insert => $"INSERT 0 {changed}",
            PlanKind.Update => $"UPDATE {changed}",
            PlanKind.Delete => $"DELETE {changed}",
            _ => $"SELECT {_rows}",
        };
        Dispose();
    }
}
