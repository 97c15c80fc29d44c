using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>
/// Splits the text format: fields between delimiters, backslash escapes, <c>\.</c> at the end. Special bytes are found 32 at a time, so that the work grows with the number
/// of fields rather than of bytes.
/// </summary>
internal sealed class TextRowSplitter(CopyOptions options, IReadOnlyList<string> columns) : RowSplitter
{
    private readonly bool _nullHasBackslash = options.Null.Contains((byte)'\\');
    private byte _lineEnd;
    private bool _expectsReturn;
    private bool _headerDone = options.Header == CopyHeader.None;

    /// <inheritdoc />
    public override int Split(Span<byte> data, bool isLast, FieldTable table)
    {
        var rowStart = 0;
        var fieldStart = 0;
        var column = 0;
        var escaped = false;
        var position = 0;
        var skipped = -1;
        while (position < data.Length)
        {
            var specials = FindSpecials(data, position);
            while (specials != 0)
            {
                var at = position + BitOperations.TrailingZeroCount(specials);
                specials &= specials - 1;
                if (at == skipped) continue;
                var found = data[at];
                if (found == options.Delimiter)
                {
                    AddField(data, table, column++, fieldStart, at, escaped);
                    fieldStart = at + 1;
                    escaped = false;
                    continue;
                }

                if (found == '\\')
                {
                    if (at + 1 == data.Length && !isLast) return rowStart;
                    escaped = true;
                    skipped = at + 1;
                    continue;
                }

                var end = LineEnd(data, at, isLast, out var length);
                if (end < 0) return rowStart;
                if (end == 0) continue;
                if (!FinishRow(data, table, column, fieldStart, at, rowStart, escaped)) return at + length;
                rowStart = fieldStart = at + length;
                if (length == 2) skipped = at + 1;
                column = 0;
                escaped = false;
                if (table.IsFull) return rowStart;
            }

            position += Vector256<byte>.Count;
        }

        if (!isLast || rowStart == data.Length) return rowStart;
        FinishRow(data, table, column, fieldStart, data.Length, rowStart, escaped);
        return data.Length;
    }

    private uint FindSpecials(ReadOnlySpan<byte> data, int position)
    {
        if (data.Length - position >= Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(data), (nuint)position);
            var special = Vector256.Equals(bytes, Vector256.Create(options.Delimiter)) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'));
            return special.ExtractMostSignificantBits();
        }

        var mask = 0u;
        for (var i = position; i < data.Length; i++)
        {
            if (data[i] == options.Delimiter || data[i] is (byte)'\n' or (byte)'\\' or (byte)'\r') mask |= 1u << (i - position);
        }

        return mask;
    }

    // Positive: a line ends here, after so many bytes. 0: it does not. -1: what follows decides.
    private int LineEnd(ReadOnlySpan<byte> data, int at, bool isLast, out int length)
    {
        length = 1;
        var found = data[at];
        if (_lineEnd == 0)
        {
            // The first line end says how all lines end.
            if (found == '\r')
            {
                if (at + 1 == data.Length && !isLast) return -1;
                _expectsReturn = at + 1 < data.Length && data[at + 1] == '\n';
            }

            _lineEnd = found;
        }

        if (found != _lineEnd) throw CopyErrors.LiteralLineEnd(found == '\r');
        if (!_expectsReturn) return 1;
        if (at + 1 == data.Length) return isLast ? throw CopyErrors.LiteralLineEnd(isCarriageReturn: true) : -1;
        if (data[at + 1] != '\n') throw CopyErrors.LiteralLineEnd(isCarriageReturn: true);
        length = 2;
        return 1;
    }

    // False when the row was the end marker.
    private bool FinishRow(Span<byte> data, FieldTable table, int column, int fieldStart, int end, int rowStart, bool escaped)
    {
        if (end - rowStart == 2 && data[rowStart] == '\\' && data[rowStart + 1] == '.')
        {
            IsAtEnd = true;
            return false;
        }

        if (!_headerDone)
        {
            _headerDone = true;
            if (options.Header == CopyHeader.Match) CheckHeader(data[rowStart..end]);
            Line++;
            return true;
        }

        if (column == 0 && table.ColumnCount == 0 && end == fieldStart)
        {
            table.EndRow(Line++);
            return true;
        }

        AddField(data, table, column, fieldStart, end, escaped);
        if (column + 1 < table.ColumnCount) throw CopyErrors.MissingData(columns[column + 1]);
        table.EndRow(Line++);
        return true;
    }

    private void AddField(Span<byte> data, FieldTable table, int column, int start, int end, bool escaped)
    {
        if (!_headerDone) return;
        if (column >= table.ColumnCount) throw CopyErrors.ExtraData();
        var field = data[start..end];
        if (escaped == _nullHasBackslash && field.SequenceEqual(options.Null)) table.Set(column, FieldRange.Null);
        else table.Set(column, new FieldRange(start, escaped ? TextEscapes.Undo(field) : field.Length));
    }

    private void CheckHeader(ReadOnlySpan<byte> line)
    {
        var names = new List<string?>();
        for (int start = 0, at = 0; at <= line.Length; at++)
        {
            if (at + 1 < line.Length && line[at] == '\\') at++;
            else if (at == line.Length || line[at] == options.Delimiter)
            {
                var field = line[start..at].ToArray();
                names.Add(field.AsSpan().SequenceEqual(options.Null) ? null : Encoding.UTF8.GetString(field, 0, TextEscapes.Undo(field)));
                start = at + 1;
            }
        }

        CheckHeader(names, columns, options);
    }
}
