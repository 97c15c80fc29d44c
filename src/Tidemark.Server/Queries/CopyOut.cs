using System.Buffers.Binary;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>COPY ... TO STDOUT: every row in a CopyData message of its own, which clients rely on.</summary>
internal static class CopyOut
{
    private const int HeaderLength = 1 + sizeof(int);
    private const int FlushBytes = 64 * 1024;

    /// <summary>Sends all data.</summary>
    public static async ValueTask SendAsync(Portal portal, MessageWriter writer)
    {
        using var source = portal.OpenCopyOut();
        writer.CopyResponse(BackendMessage.CopyOutResponse, source.IsBinary, source.ColumnCount);
        while (source.Next() is { IsEmpty: false } rows)
        {
            Frame(rows.Span, source.RowEnds, writer);
            if (writer.Unflushed >= FlushBytes && !await writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
        }

        writer.Empty(BackendMessage.CopyDone);
    }

    private static void Frame(ReadOnlySpan<byte> rows, ReadOnlySpan<int> rowEnds, MessageWriter writer)
    {
        var target = writer.Whole(rows.Length + (rowEnds.Length * HeaderLength));
        var start = 0;
        foreach (var end in rowEnds)
        {
            var length = end - start;
            target[0] = (byte)BackendMessage.CopyData;
            BinaryPrimitives.WriteInt32BigEndian(target[1..], length + sizeof(int));
            rows[start..end].CopyTo(target[HeaderLength..]);
            target = target[(HeaderLength + length)..];
            start = end;
        }
    }
}
