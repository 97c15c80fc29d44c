using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Expands the select list's set-returning functions in lockstep: a row comes out as often as its longest function gives rows, shorter ones giving nulls;
/// a row whose functions give nothing does not come out.
/// </summary>
internal sealed class ProjectSetStream : BatchStream
{
    private readonly BatchStream _input;
    private readonly QueryContext _context;
    private readonly SetFunctionCall[] _calls;
    private readonly VectorBuilder[] _builders;
    private readonly Batch _batch = new();
    private readonly int _inputColumns;
    private Batch? _current;
    private int _row = -1;

    public ProjectSetStream(ProjectSetNode node, BatchStream input, QueryContext context)
    {
        _input = input;
        _context = context;
        var factory = new EvaluatorFactory(context);
        _calls = [.. node.Calls.Select(c => new SetFunctionCall(c, factory, context))];
        _builders = [.. node.Output.Select(c => VectorBuilder.Create(c.Type))];
        _inputColumns = node.Input.Output.Length;
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        foreach (var builder in _builders) builder.Reset();
        var rows = 0;
        while (rows < _context.BatchRows)
        {
            if (_row < 0 && !NextInputRow())
            {
                if (_current is null) break;
                continue;
            }

            var any = false;
            foreach (var call in _calls) any |= call.MoveNext();
            if (!any)
            {
                _row = ~_row;
                continue;
            }

            for (var c = 0; c < _inputColumns; c++) _builders[c].AppendRow(_current!.Column(c), _row);
            var at = _inputColumns;
            foreach (var call in _calls) at = call.AppendRow(_builders, at);
            rows++;
        }

        if (rows == 0) return null;
        var columns = new Vector[_builders.Length];
        for (var c = 0; c < columns.Length; c++) columns[c] = _builders[c].Build();
        _batch.Set(columns, rows, null);
        return _batch;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        foreach (var call in _calls) call.Dispose();
        _input.Dispose();
    }

    // While a row is being expanded _row is its number; between rows it is the complement of the last one's.
    private bool NextInputRow()
    {
        var next = _current is null ? 0 : ~_row + 1;
        if (_current is null || next >= _current.Length)
        {
            _current = _input.Next();
            next = 0;
            if (_current is null) return false;
        }

        foreach (var call in _calls) call.Start(_current, next);
        _row = next;
        return true;
    }
}
