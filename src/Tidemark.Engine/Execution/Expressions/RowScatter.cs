using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Puts a result together whose rows come in pieces, each piece for some of the rows. Rows that no piece brings are null.</summary>
internal sealed class RowScatter(SqlType type)
{
    private readonly VectorBuilder _pieces = VectorBuilder.Create(type);
    private readonly VectorBuilder _result = VectorBuilder.Create(type);
    private int[] _places = [];
    private int _rows;

    /// <summary>Begins a result.</summary>
    public void Begin(int rows)
    {
        if (_places.Length < rows) _places = new int[rows];
        _places.AsSpan(0, rows).Clear();
        _rows = rows;
        _pieces.Reset();
        // Place 0 is the null that rows without a piece take.
        _pieces.AppendNull();
    }

    /// <summary>Adds a piece: its row i is the result's row <c>rows[i]</c>.</summary>
    public void Add(Vector piece, ReadOnlySpan<int> rows)
    {
        var at = _pieces.Length;
        _pieces.AppendRange(piece, 0, rows.Length);
        for (var i = 0; i < rows.Length; i++) _places[rows[i]] = at + i;
    }

    /// <summary>Adds chosen rows of a vector: its row <c>from[i]</c> is the result's row <c>rows[i]</c>.</summary>
    public void AddChosen(Vector vector, ReadOnlySpan<int> from, ReadOnlySpan<int> rows)
    {
        var at = _pieces.Length;
        _pieces.AppendGather(vector, from);
        for (var i = 0; i < rows.Length; i++) _places[rows[i]] = at + i;
    }

    /// <summary>The result; holds until the next one is begun.</summary>
    public Vector Finish()
    {
        _result.Reset();
        _result.AppendGather(_pieces.Build(), _places.AsSpan(0, _rows));
        return _result.Build();
    }
}
