using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Server.Tests.Results;

public class RowWriterTests
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task Every_shape_gives_the_same_rows_in_text()
    {
        foreach (var batch in Shapes()) Assert.Equal(["7|abc|1.5", "-|-|-", "-7||2"], await Text(batch, "0"));
    }

    [Fact]
    public async Task Every_shape_gives_the_same_rows_in_binary()
    {
        string[] expected = ["00000007|616263|3ff8000000000000", "-|-|-", "fffffff9||4000000000000000"];
        foreach (var batch in Shapes()) Assert.Equal(expected, await Text(batch, "1"));
    }

    [Fact]
    public async Task Formats_may_differ_by_column()
    {
        Assert.Equal(["00000007|abc|1.5", "-|-|-", "fffffff9||2"], await Text(Shapes().First(), "100"));
    }

    [Fact]
    public async Task A_selection_leaves_rows_out()
    {
        var batch = Shapes().First();
        var selection = new Selection();
        selection.Prepare(2)[1] = 2;
        selection.SetCount(2);
        batch.Set(batch.RawColumnArray, 3, selection);

        Assert.Equal(["7|abc|1.5", "-7||2"], await Text(batch, "0"));
    }

    [Fact]
    public async Task Constants_stand_in_every_row()
    {
        var value = Column(SqlTypes.Int4, 1, builder => ((FixedVectorBuilder<int>)builder).Append(42));
        var batch = new Batch([new ConstantVector(value, 3), VectorShapes.NullConstant(SqlTypes.Text, 3), new ConstantVector(Doubles(1), 3)], 3);

        Assert.Equal(["42|-|1.5", "42|-|1.5", "42|-|1.5"], await Text(batch, "0"));
        Assert.Equal(["0000002a|-|3ff8000000000000", "0000002a|-|3ff8000000000000", "0000002a|-|3ff8000000000000"], await Text(batch, "1"));
    }

    [Fact]
    public async Task Rows_larger_than_a_slice_arrive_whole()
    {
        var long1 = new string('x', 200_000);
        var texts = Column(SqlTypes.Text, 100, builder =>
        {
            for (var i = 0; i < 100; i++) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(i % 10 == 0 ? long1 : $"row {i}"));
        });
        var columns = new[] { new ResultColumn("t", SqlTypes.Text) };
        var rows = await Write(new Batch([texts], 100), columns, FormatCodes.Text);

        Assert.Equal(100, rows.Count);
        Assert.Equal(long1, Encoding.UTF8.GetString(rows[90][0]!));
        Assert.Equal("row 99", Encoding.UTF8.GetString(rows[99][0]!));
    }

    // The rows (7, abc, 1.5), (NULL, NULL, NULL), (-7, empty, 2) as flat vectors and as codes into dictionaries.
    private static IEnumerable<Batch> Shapes()
    {
        yield return new Batch([Integers(), Texts(), Doubles(3)], 3);

        var words = Column(SqlTypes.Text, 3, builder =>
        {
            foreach (var word in (string[])["unused", "", "abc"]) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(word));
        });
        var numbers = Column(SqlTypes.Int4, 2, builder =>
        {
            ((FixedVectorBuilder<int>)builder).Append(-7);
            ((FixedVectorBuilder<int>)builder).Append(7);
        });
        var validity = new Validity([0b101UL]);
        yield return new Batch([new DictionaryVector(numbers, [1, 0, 0], 3, validity), new DictionaryVector(words, [2, 0, 1], 3, validity), Doubles(3)], 3);

        var manyNumbers = Column(SqlTypes.Int4, 20, builder =>
        {
            for (var i = 0; i < 20; i++) ((FixedVectorBuilder<int>)builder).Append(i == 19 ? -7 : i);
        });
        yield return new Batch([new DictionaryVector(manyNumbers, [7, 0, 19], 3, validity), Texts(), Doubles(3)], 3);
    }

    private static Vector Integers() => Column(SqlTypes.Int4, 3, builder =>
    {
        ((FixedVectorBuilder<int>)builder).Append(7);
        builder.AppendNull();
        ((FixedVectorBuilder<int>)builder).Append(-7);
    });

    private static Vector Texts() => Column(SqlTypes.Text, 3, builder =>
    {
        ((BytesVectorBuilder)builder).Append("abc"u8);
        builder.AppendNull();
        ((BytesVectorBuilder)builder).Append(""u8);
    });

    private static Vector Doubles(int count) => Column(SqlTypes.Float8, count, builder =>
    {
        ((FixedVectorBuilder<double>)builder).Append(1.5);
        if (count == 1) return;
        builder.AppendNull();
        ((FixedVectorBuilder<double>)builder).Append(2);
    });

    private static Vector Column(SqlType type, int capacity, Action<VectorBuilder> fill)
    {
        var builder = VectorBuilder.Create(type, capacity);
        fill(builder);
        return builder.Detach();
    }

    private async Task<List<string>> Text(Batch batch, string formats)
    {
        ResultColumn[] columns = [new("i", SqlTypes.Int4), new("t", SqlTypes.Text), new("d", SqlTypes.Float8)];
        byte[] codes = [0, (byte)formats.Length, .. formats.SelectMany(format => (byte[])[0, (byte)(format - '0')])];
        var fields = new MessageFields(codes);
        var read = FormatCodes.Read(ref fields);
        var rows = await Write(batch, columns, read);
        return [.. rows.Select(row => string.Join('|', row.Select((value, i) => value is null ? "-" : read.IsBinary(i) ? Convert.ToHexStringLower(value) : Encoding.UTF8.GetString(value))))];
    }

    private async Task<List<byte[]?[]>> Write(Batch batch, ResultColumn[] columns, FormatCodes formats)
    {
        var writer = new MessageWriter(_pipe.Writer);
        await new RowWriter(columns, formats, FormatSettings.Default).WriteAsync(batch, writer);
        await writer.FlushAsync();
        var result = await _pipe.Reader.ReadAsync();
        var sent = result.Buffer.ToArray();
        _pipe.Reader.AdvanceTo(result.Buffer.End);
        var rows = new List<byte[]?[]>();
        for (var at = 0; at < sent.Length;)
        {
            Assert.Equal((byte)'D', sent[at]);
            var end = at + 1 + BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(at + 1));
            Assert.Equal(columns.Length, BinaryPrimitives.ReadInt16BigEndian(sent.AsSpan(at + 5)));
            at += 7;
            var row = new byte[]?[columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(at));
                at += 4;
                if (length < 0) continue;
                row[i] = sent[at..(at + length)];
                at += length;
            }

            Assert.Equal(end, at);
            rows.Add(row);
        }

        return rows;
    }
}
