using System.Text;
using Tidemark.Engine.Sessions.Writes;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>
/// COPY ... FROM: bytes to rows of a table. Data is gathered in a buffer, split into rows, and each column of the rows is parsed straight into its vector.
/// </summary>
internal sealed class CopyIn : CopyTarget
{
    // As many rows as are parsed and inserted together: large enough that the work of a batch is about its values, small enough to stay in the cache.
    private const int RowsAtATime = 8192;
    private const int InitialBuffer = 1 << 20;

    // Parsing waits until this much has come.
    private const int ParseAt = 512 * 1024;

    private readonly SessionContext _session;
    private readonly CopyInsert _insert;
    private readonly CopyOptions _options;
    private readonly RowSplitter _splitter;
    private readonly FieldTable _fields;
    private readonly TypeCodec[] _codecs;
    private readonly VectorBuilder[] _builders;
    private readonly Vector[] _vectors;
    private readonly Action<long> _completed;
    private readonly FormatSettings _format;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _used;
    private long _rows;

    /// <param name="session">The session.</param>
    /// <param name="insert">Takes the rows.</param>
    /// <param name="options">The data's form.</param>
    /// <param name="completed">Told the number of rows at the end.</param>
    public CopyIn(SessionContext session, CopyInsert insert, CopyOptions options, Action<long> completed)
    {
        _session = session;
        _insert = insert;
        _options = options;
        _completed = completed;
        _format = session.Format;
        var names = insert.Columns.Select(c => c.Name).ToList();
        _splitter = options.Format switch
        {
            CopyFormat.Csv => new CsvRowSplitter(options, names),
            CopyFormat.Binary => new BinaryRowSplitter(names),
            _ => new TextRowSplitter(options, names),
        };
        _fields = new FieldTable(names.Count, RowsAtATime);
        _codecs = [.. insert.Columns.Select(c => TypeCodec.For(c.Type))];
        _builders = [.. insert.Columns.Select(c => VectorBuilder.Create(c.Type, RowsAtATime))];
        _vectors = new Vector[names.Count];
    }

    /// <inheritdoc />
    public override bool IsBinary => _options.Format == CopyFormat.Binary;

    /// <inheritdoc />
    public override int ColumnCount => _codecs.Length;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && !_splitter.IsAtEnd)
        {
            if (_used == _buffer.Length) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
            var taken = Math.Min(data.Length, _buffer.Length - _used);
            data[..taken].CopyTo(_buffer.AsSpan(_used));
            _used += taken;
            data = data[taken..];
            if (_used >= ParseAt) Parse(isLast: false);
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        Parse(isLast: true);
        _insert.Complete();
        _completed(_rows);
    }

    /// <inheritdoc />
    public override void Fail(string message) => throw CopyErrors.ClientFailed(message);

    /// <inheritdoc />
    public override void Dispose()
    {
    }

    private void Parse(bool isLast)
    {
        var consumed = 0;
        while (!_splitter.IsAtEnd)
        {
            _session.ThrowIfCancelled();
            var data = _buffer.AsSpan(consumed, _used - consumed);
            _fields.Clear();
            var taken = Split(data, isLast);
            InsertRows(data);
            consumed += taken;
            if (!_fields.IsFull) break;
        }

        if (_splitter.IsAtEnd) consumed = _used;
        _buffer.AsSpan(consumed, _used - consumed).CopyTo(_buffer);
        _used -= consumed;
    }

    private int Split(Span<byte> data, bool isLast)
    {
        try
        {
            return _splitter.Split(data, isLast, _fields);
        }
        catch (SqlException failure) when (failure.Error.Where is null)
        {
            // Rows before the bad one come first: one of them may be at fault itself.
            InsertRows(data);
            throw CopyErrors.At(failure, _insert.Table.Name, _splitter.Line, null, LineAt(data));
        }
    }

    private void InsertRows(ReadOnlySpan<byte> data)
    {
        if (_fields.Rows == 0) return;
        for (var column = 0; column < _codecs.Length; column++) ParseColumn(data, column);
        try
        {
            _insert.Insert(new Batch(_vectors, _fields.Rows));
        }
        catch (SqlException failure) when (failure.Error.Where is null && _insert.FailedRow is int row)
        {
            throw CopyErrors.At(failure, _insert.Table.Name, _fields.LineOf(row), null, IsBinary ? null : RowText(data, row));
        }

        _rows += _insert.Inserted;
    }

    private void ParseColumn(ReadOnlySpan<byte> data, int column)
    {
        var builder = _builders[column];
        builder.Reset();
        try
        {
            if (IsBinary) _codecs[column].ReadWire(data, _fields.Column(column), builder);
            else _codecs[column].ParseText(data, _fields.Column(column), builder, _format);
        }
        catch (SqlException failure)
        {
            var field = _fields.Column(column)[builder.Length];
            var value = IsBinary ? null : Encoding.UTF8.GetString(data.Slice(field.Start, Math.Max(field.Length, 0)));
            throw CopyErrors.At(failure, _insert.Table.Name, _fields.LineOf(builder.Length), _insert.Columns[column].Name, value);
        }

        _vectors[column] = builder.Build();
    }

    private string? LineAt(ReadOnlySpan<byte> data)
    {
        if (IsBinary) return null;
        var rest = data;
        for (var row = 0; row < _fields.Rows; row++)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0) break;
            rest = rest[(end + 1)..];
        }

        var lineEnd = rest.IndexOfAny((byte)'\n', (byte)'\r');
        return Encoding.UTF8.GetString(lineEnd < 0 ? rest : rest[..lineEnd]);
    }

    private string RowText(ReadOnlySpan<byte> data, int row)
    {
        var text = new StringBuilder();
        for (var column = 0; column < _codecs.Length; column++)
        {
            if (column > 0) text.Append((char)_options.Delimiter);
            var field = _fields.Column(column)[row];
            text.Append(Encoding.UTF8.GetString(field.IsNull ? _options.Null : data.Slice(field.Start, field.Length)));
        }

        return text.ToString();
    }
}
