using System.IO.Pipelines;
using System.Text;
using Tidemark.Errors;
using Tidemark.Server.Protocol;
using Xunit;

namespace Tidemark.Server.Tests.Protocol;

public class MessageReaderTests
{
    private readonly Pipe _pipe = new();
    private readonly MessageReader _reader;

    public MessageReaderTests() => _reader = new MessageReader(_pipe.Reader, maxLength: 1 << 20);

    [Fact]
    public async Task Reads_messages_that_come_byte_by_byte()
    {
        byte[] bytes = [.. Message('Q', "select 1\0"), .. Message('S', ""), .. Message('P', "a\0b\0\0\0")];
        var read = new List<string>();
        foreach (var b in bytes)
        {
            await _pipe.Writer.WriteAsync(new[] { b });
            Assert.True(await _reader.FillAsync());
            await Drain(read);
        }

        Assert.Equal(["Query:select 1\0", "Sync:", "Parse:a\0b\0\0\0"], read);
        Assert.Equal(bytes.Length, _reader.BytesReceived);
    }

    [Fact]
    public async Task Drops_the_rest_of_a_body_that_nobody_took()
    {
        await _pipe.Writer.WriteAsync((byte[])[.. Message('d', "abcdef"), .. Message('S', "")]);
        await _reader.FillAsync();

        Assert.True(_reader.TryReadHeader(out var code));
        Assert.Equal(FrontendMessage.CopyData, code);
        Assert.True(_reader.TryReadHeader(out code));
        Assert.Equal(FrontendMessage.Sync, code);
    }

    [Fact]
    public async Task Gives_a_body_in_the_pieces_it_came_in()
    {
        var message = Message('d', new string('x', 10_000));
        var parts = new List<int>();
        await _pipe.Writer.WriteAsync(message.AsMemory(0, 3000));
        await _reader.FillAsync();
        Assert.True(_reader.TryReadHeader(out _));
        var total = 0;
        while (true)
        {
            var part = _reader.TakePart().Length;
            if (part == 0) break;
            parts.Add(part);
            total += part;
        }

        Assert.Equal(3000 - 5, total);
        await _pipe.Writer.WriteAsync(message.AsMemory(3000));
        await _reader.FillAsync();
        while (_reader.BodyLeft > 0) total += _reader.TakePart().Length;
        Assert.Equal(10_000, total);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'Q', 0, 0, 0, 3 }, "invalid message length")]
    [InlineData(new byte[] { (byte)'Q', 0x7f, 0xff, 0xff, 0xff }, "invalid message length")]
    [InlineData(new byte[] { (byte)'S', 0, 1, 0, 0 }, "invalid message length")]
    [InlineData(new byte[] { (byte)'!', 0, 0, 0, 4 }, "invalid frontend message type 33")]
    [InlineData(new byte[] { 0x16, 3, 1, 0, 4 }, "invalid frontend message type 22")]
    public async Task A_broken_frame_is_fatal(byte[] header, string message)
    {
        await _pipe.Writer.WriteAsync(header);
        await _reader.FillAsync();

        var broken = Assert.Throws<SqlException>(() => _reader.TryReadHeader(out _));

        Assert.Equal((message, "08P01", Severity.Fatal), (broken.Message, broken.State.Code, broken.Error.Severity));
    }

    [Fact]
    public async Task Tells_when_the_client_has_left()
    {
        await _pipe.Writer.WriteAsync(Message('S', ""));
        await _pipe.Writer.CompleteAsync();

        Assert.True(await _reader.FillAsync());
        Assert.True(_reader.TryReadHeader(out _));
        Assert.False(await _reader.FillAsync());
    }

    [Fact]
    public async Task An_interruption_wakes_the_reader()
    {
        var fill = _reader.FillAsync();
        Assert.False(fill.IsCompleted);

        _reader.Interrupt();

        Assert.True(await fill);
        Assert.True(_reader.TakeInterrupt());
        Assert.False(_reader.TakeInterrupt());
    }

    private static byte[] Message(char code, string body)
    {
        var length = Encoding.UTF8.GetByteCount(body) + 4;
        return [(byte)code, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. Encoding.UTF8.GetBytes(body)];
    }

    private FrontendMessage? _open;

    private Task Drain(List<string> read)
    {
        while (true)
        {
            if (_open is null)
            {
                if (!_reader.TryReadHeader(out var code)) return Task.CompletedTask;
                _open = code;
            }

            if (!_reader.TryReadBody(out var body)) return Task.CompletedTask;
            read.Add($"{_open}:{Encoding.UTF8.GetString(body.Span)}");
            _open = null;
        }
    }
}
