using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>The rows of several temporary files, one file after the other. Owns the files: each goes when it was read.</summary>
internal sealed class SpilledRows(IReadOnlyList<SpillFile> files, QueryContext context) : BatchStream
{
    private BatchStream? _rows;
    private int _next;

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (true)
        {
            if (_rows?.Next() is { } batch) return batch;
            CloseFile();
            if (_next == files.Count) return null;
            _rows = files[_next++].Read(context);
        }
    }

    /// <inheritdoc />
    protected override void Close()
    {
        CloseFile();
        while (_next < files.Count) files[_next++].Dispose();
    }

    private void CloseFile()
    {
        if (_rows is null) return;
        _rows.Dispose();
        _rows = null;
        files[_next - 1].Dispose();
    }
}
