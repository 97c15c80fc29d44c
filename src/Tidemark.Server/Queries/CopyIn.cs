using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>COPY ... FROM STDIN: hands the client's data to the engine straight out of the receive buffer, in whatever pieces it came.</summary>
internal static class CopyIn
{
    /// <summary>Asks for the data and takes all of it.</summary>
    /// <exception cref="SqlException">The data is bad, or the client gave up; what it still sends of it is dropped by the conversation.</exception>
    public static async ValueTask ReceiveAsync(Portal portal, Session session, MessageReader reader, MessageWriter writer)
    {
        using var target = portal.OpenCopyIn();
        writer.CopyResponse(BackendMessage.CopyInResponse, target.IsBinary, target.ColumnCount);
        if (!await writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
        while (true)
        {
            if (!reader.TryReadHeader(out var code))
            {
                await FillAsync(session, reader).ConfigureAwait(false);
                continue;
            }

            switch (code)
            {
                case FrontendMessage.CopyData:
                    while (!Take(reader, target)) await FillAsync(session, reader).ConfigureAwait(false);
                    break;
                case FrontendMessage.CopyDone:
                    target.Complete();
                    return;
                case FrontendMessage.CopyFail:
                    target.Fail(await ReadReasonAsync(session, reader).ConfigureAwait(false));
                    return;
                case FrontendMessage.Flush or FrontendMessage.Sync:
                    break;
                default:
                    throw ProtocolErrors.UnexpectedDuringCopy((int)code);
            }
        }
    }

    private static bool Take(MessageReader reader, CopyTarget target)
    {
        while (reader.BodyLeft > 0)
        {
            var part = reader.TakePart();
            if (part.IsEmpty) return false;
            target.Write(part);
        }

        return true;
    }

    private static async ValueTask<string> ReadReasonAsync(Session session, MessageReader reader)
    {
        ReadOnlyMemory<byte> body;
        while (!reader.TryReadBody(out body)) await FillAsync(session, reader).ConfigureAwait(false);
        return Encoding.UTF8.GetString(body.Span.TrimEnd((byte)0));
    }

    private static async ValueTask FillAsync(Session session, MessageReader reader)
    {
        session.BeginWait();
        var isOpen = await reader.FillAsync().ConfigureAwait(false);
        session.EndWait();
        if (!isOpen) throw new ConnectionLostException();
    }
}
