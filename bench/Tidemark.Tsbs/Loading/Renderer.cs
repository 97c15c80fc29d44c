using System.Threading.Channels;
using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Loading;

/// <summary>Renders one client's rows ahead of its COPY, in a few buffers that go round between the two.</summary>
internal sealed class Renderer
{
    private const int BufferSize = 256 * 1024;
    private const int Buffers = 8;

    private readonly RowSource source;
    private readonly int batch;
    private readonly Channel<Chunk> full = Channel.CreateBounded<Chunk>(Buffers);
    private readonly Channel<byte[]> empty = Channel.CreateUnbounded<byte[]>();

    /// <param name="batch">Rows of one COPY; 0 for all in one.</param>
    public Renderer(RowSource source, int batch)
    {
        this.source = source;
        this.batch = batch > 0 ? batch : int.MaxValue;
        for (var i = 0; i < Buffers; i++)
            empty.Writer.TryWrite(new byte[BufferSize]);
    }

    public ChannelReader<Chunk> Chunks => full.Reader;

    /// <summary>Gives a buffer back after its rows were sent.</summary>
    public void Return(Chunk chunk) => empty.Writer.TryWrite(chunk.Buffer);

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            var left = source.Rows;
            var room = batch;
            while (left > 0)
            {
                var buffer = await empty.Reader.ReadAsync(cancel);
                var length = source.Fill(buffer, room, out var rows);
                left -= rows;
                room -= rows;
                var ends = left == 0 || room == 0;
                if (ends)
                    room = batch;
                await full.Writer.WriteAsync(new Chunk(buffer, length, rows, ends), cancel);
            }
        }
        finally
        {
            full.Writer.Complete();
        }
    }
}
