using System.Diagnostics;
using Tidemark.Engine.Sessions;
using Tidemark.Server.Monitoring;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>Runs portals and sends what they yield, the completion message aside.</summary>
internal sealed class PortalRunner(Session session, MessageReader reader, MessageWriter writer, ServerMetrics metrics)
{
    /// <summary>Runs a portal. True when it is done, false when it may have more rows than were asked for.</summary>
    /// <param name="portal">The portal.</param>
    /// <param name="maxRows">How many rows to send at most; 0 for all.</param>
    /// <param name="isDescribed">Whether the rows' description is to go before them, as a simple query has it; a statement that fails before its first row sends none.</param>
    public async ValueTask<bool> RunAsync(OpenPortal portal, int maxRows, bool isDescribed = false)
    {
        var started = Stopwatch.GetTimestamp();
        var isDone = true;
        switch (portal.Kind)
        {
            case PortalKind.Empty:
                return true;
            case PortalKind.Command:
                portal.Portal.Next(int.MaxValue);
                break;
            case PortalKind.Rows:
                isDone = await SendRowsAsync(portal, maxRows > 0 ? maxRows : long.MaxValue, isDescribed).ConfigureAwait(false);
                break;
            case PortalKind.CopyIn:
                await CopyIn.ReceiveAsync(portal.Portal, session, reader, writer).ConfigureAwait(false);
                break;
            case PortalKind.CopyOut:
                await CopyOut.SendAsync(portal.Portal, writer).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"portal kind {portal.Kind}");
        }

        metrics.StatementRan(Stopwatch.GetElapsedTime(started));
        return isDone;
    }

    /// <summary>Says that a portal is done.</summary>
    public static void Complete(PortalKind kind, string tag, MessageWriter writer)
    {
        if (kind == PortalKind.Empty) writer.Empty(BackendMessage.EmptyQueryResponse);
        else writer.Text(BackendMessage.CommandComplete, tag);
    }

    private async ValueTask<bool> SendRowsAsync(OpenPortal portal, long maxRows, bool isDescribed)
    {
        var left = maxRows;
        while (left > 0)
        {
            var batch = portal.Portal.Next((int)Math.Min(left, int.MaxValue));
            if (isDescribed)
            {
                writer.RowDescription(portal.Columns, portal.Formats);
                isDescribed = false;
            }

            if (batch is null) return true;
            left -= batch.Length;
            metrics.RowsSent(batch.Length);
            await portal.Rows(session.Format).WriteAsync(batch, writer).ConfigureAwait(false);
        }

        return false;
    }
}
