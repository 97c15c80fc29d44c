using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// What INSERT, UPDATE and DELETE share: all changes are made when the first row is asked for, whether or not the rest is ever read, and RETURNING's rows are kept until then.
/// </summary>
internal abstract class ModificationStream : BatchStream
{
    private readonly Evaluator[] _returning;
    private readonly MaterializedRows? _returned;
    private readonly Vector[] _values;
    private List<IDisposable> _commonTables = [];
    private MaterializedStream? _rows;
    private MemoryShare _memory;

    protected ModificationStream(ImmutableArray<BoundExpression> returning, ImmutableArray<OutputColumn> output, QueryContext context)
    {
        Context = context;
        _returning = new EvaluatorFactory(context).Create(returning);
        _values = new Vector[_returning.Length];
        if (_returning.Length > 0) _returned = new MaterializedRows(output);
        _memory = new MemoryShare(context.Memory);
        Writer = context.Writer ?? throw InternalErrors.Unexpected("rows are changed in an execution without a writer");
    }

    /// <summary>How many rows were inserted, updated or deleted; final once <see cref="Next"/> was called.</summary>
    public long RowsAffected { get; protected set; }

    /// <summary>The execution.</summary>
    protected QueryContext Context { get; }

    /// <summary>Where changes go.</summary>
    protected ITableWriter Writer { get; }

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_rows is null)
        {
            Execute();
            _rows = new MaterializedStream(_returned ?? new MaterializedRows(Array.Empty<OutputColumn>()), Context.BatchRows);
        }

        return _rows.Next();
    }

    /// <summary>Where a statement with this source runs: RETURNING and ON CONFLICT see the common tables of its WITH as the source does.</summary>
    public static QueryContext ContextOf(PlanNode source, QueryContext context) => source is WithNode ? context.WithCommonTables() : context;

    /// <summary>Opens the source; its common tables are there until the statement ends.</summary>
    protected BatchStream OpenSource(PlanNode source)
    {
        if (source is not WithNode with) return Operators.Open(source, Context);
        _commonTables = WithStream.Compute(with, Context);
        return Operators.Open(with.Query, Context);
    }

    /// <summary>Makes the changes.</summary>
    protected abstract void Execute();

    /// <summary>Computes RETURNING over rows.</summary>
    protected void Return(Batch rows)
    {
        if (_returned is null || rows.Length == 0) return;
        for (var i = 0; i < _returning.Length; i++) _values[i] = _returning[i].Evaluate(rows);
        _returned.Add(_values, rows.Length);
        _memory.Set(_returned.ByteSize);
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _commonTables.ForEach(t => t.Dispose());
        _memory.Dispose();
    }
}
