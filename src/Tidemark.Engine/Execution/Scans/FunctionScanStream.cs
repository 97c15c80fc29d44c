using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Calls set-returning functions once, side by side: where one has fewer rows than another, its columns are null.</summary>
internal sealed class FunctionScanStream : BatchStream
{
    private readonly FunctionScanNode _node;
    private readonly QueryContext _context;
    private readonly SetFunctionCall[] _calls;
    private readonly FixedVectorBuilder<long> _ordinality = new(SqlTypes.Int8);
    private readonly VectorBuilder[] _builders;
    private readonly Batch _batch = new();
    private bool _started;
    private long _row;

    public FunctionScanStream(FunctionScanNode node, QueryContext context)
    {
        _node = node;
        _context = context;
        var factory = new EvaluatorFactory(context);
        _calls = [.. node.Calls.Select(c => new SetFunctionCall(c, factory, context))];
        _builders = [.. node.Calls.SelectMany(c => c.Columns).Select(c => VectorBuilder.Create(c.Type))];
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        _context.Functions.ThrowIfCancelled();
        if (!_started)
        {
            foreach (var call in _calls) call.Start(SingleRow, 0);
            _started = true;
        }

        var vectors = new Vector[_node.Output.Length];
        if (_calls.Length == 1)
        {
            // The usual case: the function's batches are passed on.
            if (_calls[0].NextBatch() is not { } batch) return null;
            for (var i = 0; i < _builders.Length; i++) vectors[i] = batch.Column(i);
            return Finish(vectors, batch.Length);
        }

        foreach (var builder in _builders) builder.Reset();
        var rows = 0;
        for (; rows < _context.BatchRows; rows++)
        {
            var any = false;
            foreach (var call in _calls) any |= call.MoveNext();
            if (!any) break;
            var at = 0;
            foreach (var call in _calls) at = call.AppendRow(_builders, at);
        }

        if (rows == 0) return null;
        for (var i = 0; i < _builders.Length; i++) vectors[i] = _builders[i].Build();
        return Finish(vectors, rows);
    }

    /// <inheritdoc />
    protected override void Close()
    {
        foreach (var call in _calls) call.Dispose();
    }

    private static Batch SingleRow { get; } = new([], 1);

    private Batch Finish(Vector[] vectors, int rows)
    {
        if (_node.HasOrdinality)
        {
            _ordinality.Reset();
            for (var i = 0; i < rows; i++) _ordinality.Append(++_row);
            vectors[^1] = _ordinality.Build();
        }

        _batch.Set(vectors, rows, null);
        return _batch;
    }
}

/// <summary>A set-returning function being called for one row after another, giving its rows one by one.</summary>
internal sealed class SetFunctionCall : IDisposable
{
    private readonly TableFunctionReference _reference;
    private readonly Evaluator[] _arguments;
    private readonly QueryContext _context;
    private readonly ImmutableArray<TableFunctionColumn> _columns;
    private IEnumerator<Batch>? _batches;
    private Batch? _current;
    private int _row;

    public SetFunctionCall(TableFunctionReference reference, EvaluatorFactory factory, QueryContext context)
    {
        _reference = reference;
        _arguments = factory.Create(reference.Arguments);
        _context = context;
        _columns = [.. reference.Columns.Select(c => new TableFunctionColumn(c.Name, c.Type))];
    }

    /// <summary>Calls the function with the arguments of a row.</summary>
    public void Start(Batch batch, int row)
    {
        Dispose();
        var values = ImmutableArray.CreateBuilder<Vector>(_arguments.Length);
        foreach (var argument in _arguments)
        {
            var value = VectorBuilder.Create(argument.Type, 1);
            value.AppendRow(argument.Evaluate(batch), row);
            if (_reference.Function.IsStrict && value.Build().IsNull(0)) return;
            values.Add(value.Detach());
        }

        _batches = _reference.Function.Invoke(new TableFunctionCall(values.DrainToImmutable(), _columns, _context.BatchRows, _context.Functions)).GetEnumerator();
    }

    /// <summary>The next batch as the function gives it.</summary>
    public Batch? NextBatch()
    {
        while (_batches is not null && _batches.MoveNext())
        {
            if (_batches.Current.ColumnCount != _columns.Length) throw InternalErrors.Unexpected($"{_reference.Function.Name} gave {_batches.Current.ColumnCount} columns, not {_columns.Length}");
            if (_batches.Current.Length > 0) return _batches.Current;
        }

        return null;
    }

    /// <summary>Goes to the next row; false when there is none, now and from then on.</summary>
    public bool MoveNext()
    {
        if (_current is not null && ++_row < _current.Length) return true;
        _current = NextBatch();
        _row = 0;
        if (_current is null) Dispose();
        return _current is not null;
    }

    /// <summary>Appends the present row's columns from a builder on, nulls when there is no row; gives the next builder's place.</summary>
    public int AppendRow(ReadOnlySpan<VectorBuilder> builders, int at)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_current is null) builders[at + i].AppendNull();
            else builders[at + i].AppendRow(_current.Column(i), _row);
        }

        return at + _columns.Length;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _batches?.Dispose();
        _batches = null;
        _current = null;
    }
}
