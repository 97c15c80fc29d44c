using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions;

/// <summary>Runs one statement for one portal.</summary>
internal abstract class StatementRunner(Statement statement) : IDisposable
{
    /// <summary>What is run.</summary>
    public Statement Statement { get; } = statement;

    /// <summary>What running yields.</summary>
    public abstract PortalKind Kind { get; }

    /// <summary>Whether the rows are wanted in binary form however they are asked for, as those of a BINARY cursor are.</summary>
    public virtual bool IsBinary => false;

    /// <summary>The columns of the rows.</summary>
    public virtual IReadOnlyList<ResultColumn> Columns => [];

    /// <summary>The command tag, once done.</summary>
    public string CommandTag { get; protected set; } = "";

    /// <summary>Whether all is done.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>The next rows, at most <paramref name="maxRows"/>; null at the end.</summary>
    public abstract Batch? Next(int maxRows);

    /// <summary>Begins taking data.</summary>
    public virtual CopyTarget OpenCopyIn() => throw StatementErrors.PortalCannotRun();

    /// <summary>Begins giving data.</summary>
    public virtual CopySource OpenCopyOut() => throw StatementErrors.PortalCannotRun();

    /// <inheritdoc />
    public virtual void Dispose()
    {
    }
}

/// <summary>Hands out a batch in pieces of at most so many rows.</summary>
internal sealed class BatchSlicer
{
    private Batch? _batch;
    private int _given;

    /// <summary>Whether all rows were handed out.</summary>
    public bool IsEmpty => _batch is null;

    /// <summary>Takes a batch whose rows are to be handed out.</summary>
    public void Take(Batch batch)
    {
        _batch = batch;
        _given = 0;
    }

    /// <summary>The next rows; only to be called while there are any.</summary>
    public Batch Next(int maxRows)
    {
        var batch = _batch!;
        var rows = Math.Min(maxRows, batch.Length - _given);
        if (_given == 0 && rows == batch.Length)
        {
            _batch = null;
            return batch;
        }

        var columns = new Vector[batch.ColumnCount];
        for (var i = 0; i < columns.Length; i++) columns[i] = batch.Column(i).Slice(_given, rows);
        _given += rows;
        if (_given == batch.Length) _batch = null;
        return new Batch(columns, rows);
    }
}
