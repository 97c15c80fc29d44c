using System.Buffers;
using System.Text;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>Splits CSV as PostgreSQL reads it: quotes anywhere in a field, doubled or escaped within quotes, line ends within quotes.</summary>
internal sealed class CsvRowSplitter : RowSplitter
{
    private readonly CopyOptions _options;
    private readonly IReadOnlyList<string> _columns;
    private readonly SearchValues<byte> _plainStops;
    private readonly bool[] _forceNotNull;
    private readonly bool[] _forceNull;
    private bool _headerDone;

    public CsvRowSplitter(CopyOptions options, IReadOnlyList<string> columns)
    {
        _options = options;
        _columns = columns;
        _plainStops = SearchValues.Create([options.Delimiter, options.Quote, (byte)'\n', (byte)'\r']);
        _forceNotNull = [.. columns.Select(options.ForceNotNull.Contains)];
        _forceNull = [.. columns.Select(options.ForceNull.Contains)];
        _headerDone = options.Header == CopyHeader.None;
    }

    /// <inheritdoc />
    public override int Split(Span<byte> data, bool isLast, FieldTable table)
    {
        var start = 0;
        while (start < data.Length && !table.IsFull && !IsAtEnd)
        {
            var consumed = SplitRow(data, start, isLast, table);
            if (consumed < 0) break;
            start += consumed;
        }

        return start;
    }

    // The bytes of one row with its line end; -1 when its end has not come.
    private int SplitRow(Span<byte> data, int start, bool isLast, FieldTable table)
    {
        // A field is unquoted in place only when its end is certain to have come: the row is looked through first.
        if (!FindRowEnd(data[start..], isLast, out var length, out var lineEnd, out var lines)) return -1;
        var row = data.Slice(start, length);
        if (row.SequenceEqual("\\."u8))
        {
            IsAtEnd = true;
            return length + lineEnd;
        }

        if (!_headerDone)
        {
            _headerDone = true;
            if (_options.Header == CopyHeader.Match) CheckHeader(row);
        }
        else
        {
            SplitFields(data, start, length, table);
            table.EndRow(Line);
        }

        Line += lines;
        return length + lineEnd;
    }

    private bool FindRowEnd(ReadOnlySpan<byte> data, bool isLast, out int length, out int lineEnd, out int lines)
    {
        var quoted = false;
        lines = 1;
        lineEnd = 0;
        for (length = 0; length < data.Length; length++)
        {
            var next = data[length];
            if (quoted)
            {
                if (next == '\n') lines++;
                if (next == _options.Escape && next != _options.Quote) length++;
                else if (next == _options.Quote) quoted = false;
                continue;
            }

            var skip = data[length..].IndexOfAny(_plainStops);
            if (skip < 0)
            {
                length = data.Length;
                break;
            }

            length += skip;
            next = data[length];
            if (next == _options.Quote)
            {
                quoted = true;
            }
            else if (next == '\n')
            {
                lineEnd = 1;
                return true;
            }
            else if (next == '\r')
            {
                if (length + 1 == data.Length && !isLast) return false;
                lineEnd = length + 1 < data.Length && data[length + 1] == '\n' ? 2 : 1;
                return true;
            }
        }

        length = Math.Min(length, data.Length);
        if (!isLast || data.IsEmpty) return false;
        return quoted ? throw CopyErrors.UnterminatedQuote() : true;
    }

    // How many fields there are. A header line may have any number: that is for its check to judge.
    private int SplitFields(Span<byte> data, int start, int length, FieldTable table, bool isHeader = false)
    {
        var end = start + length;
        var position = start;
        for (var column = 0; ; column++)
        {
            if (column >= table.ColumnCount) throw CopyErrors.ExtraData();
            var fieldStart = position;
            var to = position;
            var wasQuoted = false;
            while (position < end && data[position] != _options.Delimiter)
            {
                if (data[position] != _options.Quote)
                {
                    data[to++] = data[position++];
                    continue;
                }

                wasQuoted = true;
                position = Unquote(data, position + 1, end, ref to);
            }

            table.Set(column, Field(data, column, fieldStart, to, wasQuoted));
            if (position >= end)
            {
                if (column + 1 < table.ColumnCount && !isHeader) throw CopyErrors.MissingData(_columns[column + 1]);
                return column + 1;
            }

            position++;
        }
    }

    // From behind the opening quote to behind the closing one.
    private int Unquote(Span<byte> data, int position, int end, ref int to)
    {
        while (position < end)
        {
            var next = data[position++];
            if (next == _options.Escape && position < end && (data[position] == _options.Quote || data[position] == _options.Escape))
            {
                data[to++] = data[position++];
            }
            else if (next == _options.Quote)
            {
                return position;
            }
            else
            {
                data[to++] = next;
            }
        }

        return position;
    }

    private FieldRange Field(ReadOnlySpan<byte> data, int column, int start, int end, bool wasQuoted)
    {
        var isNullText = data[start..end].SequenceEqual(_options.Null);
        var isNull = isNullText && (column >= _forceNull.Length ? !wasQuoted : wasQuoted ? _forceNull[column] : !_forceNotNull[column]);
        return isNull ? FieldRange.Null : new FieldRange(start, end - start);
    }

    private void CheckHeader(ReadOnlySpan<byte> row)
    {
        var copy = row.ToArray();
        var table = new FieldTable(copy.Length + 1, 1);
        var count = SplitFields(copy, 0, copy.Length, table, isHeader: true);
        table.EndRow(1);
        var names = Enumerable.Range(0, count).Select(i => table.Column(i)[0]).Select(f => f.IsNull ? null : Encoding.UTF8.GetString(copy, f.Start, f.Length));
        CheckHeader([.. names], _columns, _options);
    }
}
