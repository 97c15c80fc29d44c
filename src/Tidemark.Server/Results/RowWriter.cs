using System.Buffers.Binary;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Protocol;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Server.Results;

/// <summary>
/// Writes batches as DataRow messages. Column by column: first every value's size is known and with it where every row begins, then every column places its
/// values. So rows come into being only in the bytes that leave the process.
/// </summary>
internal sealed class RowWriter
{
    // Bytes after which a client should get what there is; also the size of one piece of memory, whatever the batch is.
    private const int SliceBytes = 64 * 1024;
    private const int RowHeader = 1 + sizeof(int) + sizeof(short);

    private readonly ColumnEncoder[] _columns;
    private int[] _sizes = [];
    private int[] _positions = [];

    /// <summary>A writer for the rows of one portal.</summary>
    /// <param name="columns">The result's columns.</param>
    /// <param name="formats">The format codes of Bind.</param>
    /// <param name="settings">How values look in text.</param>
    public RowWriter(IReadOnlyList<ResultColumn> columns, FormatCodes formats, FormatSettings settings)
    {
        _columns = new ColumnEncoder[columns.Count];
        for (var i = 0; i < _columns.Length; i++) _columns[i] = new ColumnEncoder(columns[i], formats.IsBinary(i), settings);
    }

    /// <summary>Writes all rows of a batch, and sends what has gathered whenever it is much.</summary>
    public async ValueTask WriteAsync(Batch batch, MessageWriter writer)
    {
        Load(batch);
        var row = 0;
        while (row < batch.Length)
        {
            row = WriteSlice(row, batch.Length, writer);
            if (writer.Unflushed >= SliceBytes && !await writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
        }
    }

    private void Load(Batch batch)
    {
        var count = batch.Length;
        if (_sizes.Length < count)
        {
            _sizes = new int[count];
            _positions = new int[count];
        }

        var sizes = _sizes.AsSpan(0, count);
        sizes.Fill(RowHeader);
        for (var i = 0; i < _columns.Length; i++) _columns[i].Load(batch.Column(i), sizes);
    }

    private int WriteSlice(int start, int count, MessageWriter writer)
    {
        var end = start;
        var total = 0;
        while (end < count && total < SliceBytes)
        {
            _positions[end] = total;
            total = checked(total + _sizes[end]);
            end++;
        }

        var target = writer.Whole(total);
        var positions = _positions.AsSpan(start, end - start);
        for (var i = 0; i < positions.Length; i++)
        {
            var at = positions[i];
            target[at] = (byte)BackendMessage.DataRow;
            BinaryPrimitives.WriteInt32BigEndian(target[(at + 1)..], _sizes[start + i] - 1);
            BinaryPrimitives.WriteInt16BigEndian(target[(at + 1 + sizeof(int))..], (short)_columns.Length);
            positions[i] = at + RowHeader;
        }

        foreach (var column in _columns) column.Place(start, positions, target);
        return end;
    }
}
