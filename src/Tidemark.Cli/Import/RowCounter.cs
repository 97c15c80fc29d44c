namespace Tidemark.Cli.Import;

/// <summary>Counts the records of delimited text that passes by in pieces: line ends outside of quotes.</summary>
internal sealed class RowCounter
{
    private bool _isQuoted;
    private bool _isLineOpen;

    /// <summary>The number of records that end in the next piece.</summary>
    public long Count(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return 0;
        _isLineOpen = piece[^1] != '\n';
        if (!_isQuoted && !piece.Contains((byte)'"')) return piece.Count((byte)'\n');
        var rows = 0L;
        foreach (var b in piece)
        {
            if (b == '"') _isQuoted = !_isQuoted;
            else if (b == '\n' && !_isQuoted) rows++;
        }

        return rows;
    }

    /// <summary>1 when the last record has no line end.</summary>
    public long CountLast() => _isLineOpen ? 1 : 0;
}
