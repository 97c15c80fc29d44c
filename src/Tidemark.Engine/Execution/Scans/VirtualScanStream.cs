using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Reads a relation that code produces: all of it is made when the first row is asked for.</summary>
internal sealed class VirtualScanStream(VirtualScanNode node, QueryContext context) : BatchStream
{
    private readonly Batch _batch = new();
    private Vector[]? _columns;
    private int _rows;
    private int _next;

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_columns is null) Fill();
        if (_next >= _rows) return null;
        var count = Math.Min(context.BatchRows, _rows - _next);
        var slices = new Vector[_columns!.Length];
        for (var i = 0; i < slices.Length; i++) slices[i] = _columns[i].Slice(_next, count);
        _batch.Set(slices, count, null);
        _next += count;
        return _batch;
    }

    private void Fill()
    {
        var builders = new VectorBuilder[node.Table.Columns.Length];
        for (var i = 0; i < builders.Length; i++) builders[i] = VectorBuilder.Create(node.Table.Columns[i].Type);
        node.Table.Fill(context.Functions, builders);
        _rows = builders[0].Length;
        _columns = new Vector[node.Columns.Length];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = builders[node.Columns[i]].Build();
    }
}
