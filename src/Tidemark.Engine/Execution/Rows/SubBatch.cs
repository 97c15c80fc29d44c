using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Some rows of another batch as a batch, reused from use to use.</summary>
internal sealed class SubBatch
{
    private readonly Batch _batch = new();
    private readonly Selection _selection = new();

    /// <summary>The given rows of <paramref name="source"/>; holds until the next call and as long as the source does.</summary>
    /// <param name="source">A batch.</param>
    /// <param name="rows">Ascending row numbers, counted within the source's selection.</param>
    public Batch Of(Batch source, ReadOnlySpan<int> rows)
    {
        var target = _selection.Prepare(rows.Length);
        if (source.Selection is { } outer)
        {
            var outerRows = outer.Rows;
            for (var i = 0; i < rows.Length; i++) target[i] = outerRows[rows[i]];
        }
        else
        {
            rows.CopyTo(target);
        }

        _selection.SetCount(rows.Length);
        _batch.Set(source.RawColumnArray, source.RawLength, _selection);
        return _batch;
    }
}
