using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>COPY ... TO: rows of a query to bytes. Each column of a batch is formatted in one go; rows are put together from the pieces.</summary>
internal sealed class CopyOut : CopySource
{
    private readonly StatementRunner _query;
    private readonly CopyOptions _options;
    private readonly FormatSettings _format;
    private readonly Action<long> _completed;
    private readonly TypeCodec[] _codecs;
    private readonly BytesVectorBuilder[] _texts;
    private readonly bool[] _forceQuote;
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly List<int> _rowEnds = [];
    private readonly SearchValues<byte> _special;
    private bool _begun;
    private bool _ended;
    private long _rows;

    private CopyOut(StatementRunner query, Table? table, CopyOptions options, SessionContext session, Action<long> completed)
    {
        _query = query;
        _options = options;
        _format = session.Format;
        _completed = completed;
        _codecs = [.. query.Columns.Select(c => TypeCodec.For(c.Type))];
        _texts = [.. query.Columns.Select(_ => new BytesVectorBuilder(SqlTypes.Text))];
        _forceQuote = options.ForceQuote is { Count: 0 } ? [.. query.Columns.Select(_ => true)] : CopyTable.Forced("FORCE_QUOTE", options.ForceQuote ?? [], [.. query.Columns.Select(c => c.Name)], table);
        _special = options.Format == CopyFormat.Csv
            ? SearchValues.Create([options.Delimiter, options.Quote, (byte)'\n', (byte)'\r'])
            : SearchValues.Create([options.Delimiter, (byte)'\\', (byte)'\b', (byte)'\f', (byte)'\n', (byte)'\r', (byte)'\t', (byte)'\v']);
    }

    /// <inheritdoc />
    public override bool IsBinary => _options.Format == CopyFormat.Binary;

    /// <inheritdoc />
    public override int ColumnCount => _codecs.Length;

    /// <inheritdoc />
    public override ReadOnlySpan<int> RowEnds => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rowEnds);

    /// <summary>Begins to run the query of a statement, or one that reads its table.</summary>
    public static CopyOut Open(CopyStatement statement, CopyOptions options, SessionContext session, Action<long> completed)
    {
        var query = statement.Query ?? CopyTable.Query(statement, session);
        if (query is SelectStatement select && SelectInto.Of(select) is not null) throw CopyErrors.Option("COPY (SELECT INTO) is not supported");
        var analyzed = StatementAnalyzer.Analyze(query, null, session);
        if (analyzed.Columns is null) throw CopyErrors.Option("COPY query must have a RETURNING clause");
        var table = statement.Table is null ? null : session.FindRelation(statement.Table) as Table;
        return new CopyOut(analyzed.CreateRunner(session, []), table, options, session, completed);
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Next()
    {
        _buffer.ResetWrittenCount();
        _rowEnds.Clear();
        if (!_begun) WriteHeader();
        if (!_ended && _query.Next(int.MaxValue) is { } batch)
        {
            if (IsBinary) WriteBinary(batch);
            else WriteText(batch);
            _rows += batch.Length;
        }
        else if (!_ended)
        {
            _ended = true;
            if (IsBinary)
            {
                BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), -1);
                _buffer.Advance(sizeof(short));
                _rowEnds.Add(_buffer.WrittenCount);
            }

            _completed(_rows);
        }

        return _buffer.WrittenMemory;
    }

    /// <inheritdoc />
    public override void Dispose() => _query.Dispose();

    private void WriteHeader()
    {
        _begun = true;
        if (IsBinary)
        {
            _buffer.Write(BinaryRowSplitter.Signature);
            _buffer.Write(stackalloc byte[8]);
            return;
        }

        if (_options.Header == CopyHeader.None) return;
        for (var i = 0; i < _query.Columns.Count; i++)
        {
            if (i > 0) WriteByte(_options.Delimiter);
            WriteField(Encoding.UTF8.GetBytes(_query.Columns[i].Name), forceQuote: false);
        }

        WriteByte((byte)'\n');
        _rowEnds.Add(_buffer.WrittenCount);
    }

    private void WriteText(Batch batch)
    {
        var columns = new BytesVector[_codecs.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            _texts[i].Reset();
            _codecs[i].FormatText(batch.Column(i), _texts[i], _format);
            columns[i] = (BytesVector)_texts[i].Build();
        }

        for (var row = 0; row < batch.Length; row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (i > 0) WriteByte(_options.Delimiter);
                if (columns[i].IsNull(row)) _buffer.Write(_options.Null);
                else WriteField(columns[i][row], _forceQuote[i]);
            }

            WriteByte((byte)'\n');
            _rowEnds.Add(_buffer.WrittenCount);
        }
    }

    private void WriteBinary(Batch batch)
    {
        var columns = new BytesVector[_codecs.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            _texts[i].Reset();
            _codecs[i].WriteWire(batch.Column(i), _texts[i]);
            columns[i] = (BytesVector)_texts[i].Build();
        }

        for (var row = 0; row < batch.Length; row++)
        {
            BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(sizeof(short)), (short)columns.Length);
            _buffer.Advance(sizeof(short));
            foreach (var column in columns)
            {
                var isNull = column.IsNull(row);
                BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(sizeof(int)), isNull ? -1 : column[row].Length);
                _buffer.Advance(sizeof(int));
                if (!isNull) _buffer.Write(column[row]);
            }

            _rowEnds.Add(_buffer.WrittenCount);
        }
    }

    private void WriteField(ReadOnlySpan<byte> value, bool forceQuote)
    {
        if (_options.Format == CopyFormat.Csv) WriteCsvField(value, forceQuote);
        else WriteTextField(value);
    }

    private void WriteTextField(ReadOnlySpan<byte> value)
    {
        while (value.IndexOfAny(_special) is >= 0 and var at)
        {
            _buffer.Write(value[..at]);
            WriteByte((byte)'\\');
            WriteByte(value[at] switch
            {
                (byte)'\b' => (byte)'b',
                (byte)'\f' => (byte)'f',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\t' => (byte)'t',
                (byte)'\v' => (byte)'v',
                var other => other,
            });
            value = value[(at + 1)..];
        }

        _buffer.Write(value);
    }

    private void WriteCsvField(ReadOnlySpan<byte> value, bool forceQuote)
    {
        // A value that reads as NULL or as the end marker is quoted, so that it comes back as itself.
        var quote = forceQuote || value.SequenceEqual(_options.Null) || value.IndexOfAny(_special) >= 0 || (value.SequenceEqual("\\."u8) && _codecs.Length == 1);
        if (!quote)
        {
            _buffer.Write(value);
            return;
        }

        WriteByte(_options.Quote);
        while (value.IndexOfAny(_options.Quote, _options.Escape) is >= 0 and var at)
        {
            _buffer.Write(value[..at]);
            WriteByte(_options.Escape);
            WriteByte(value[at]);
            value = value[(at + 1)..];
        }

        _buffer.Write(value);
        WriteByte(_options.Quote);
    }

    private void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}
