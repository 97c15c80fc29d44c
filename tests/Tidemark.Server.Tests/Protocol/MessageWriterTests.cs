using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Tidemark.Server.Protocol;
using Xunit;

namespace Tidemark.Server.Tests.Protocol;

public class MessageWriterTests
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly MessageWriter _writer;

    public MessageWriterTests() => _writer = new MessageWriter(_pipe.Writer);

    [Fact]
    public async Task A_message_may_outgrow_its_memory()
    {
        var texts = Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), i * 777)).ToArray();
        foreach (var text in texts)
        {
            _writer.Begin(BackendMessage.ParameterStatus);
            foreach (var piece in text.Chunk(100)) _writer.Bytes(Encoding.UTF8.GetBytes(piece));
            _writer.End();
        }

        Assert.True(await _writer.FlushAsync());
        var sent = (await _pipe.Reader.ReadAsync()).Buffer.ToArray();
        var at = 0;
        foreach (var text in texts)
        {
            Assert.Equal((byte)'S', sent[at]);
            Assert.Equal(text.Length + 4, BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(at + 1)));
            Assert.Equal(text, Encoding.UTF8.GetString(sent, at + 5, text.Length));
            at += 5 + text.Length;
        }

        Assert.Equal(sent.Length, at);
        Assert.Equal(at, _writer.BytesSent);
    }

    [Fact]
    public async Task A_string_ends_at_its_first_zero()
    {
        _writer.Text(BackendMessage.CommandComplete, "SELECT\0 1");

        await _writer.FlushAsync();

        Assert.Equal("C\0\0\0\u000bSELECT\0", Encoding.UTF8.GetString((await _pipe.Reader.ReadAsync()).Buffer.ToArray()));
    }
}
