using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Connections;
using Tidemark.Server.Monitoring;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Queries;

/// <summary>
/// A session's messages, one after the other. Statements run right here, on the thread that read their message: while the bytes of messages are there already and
/// the client takes its answers, nothing suspends. The one place that decides what an error ends: the statement, or with <see cref="Severity.Fatal"/> the session.
/// </summary>
internal sealed class Conversation
{
    private readonly Session _session;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly ServerState _state;
    private readonly SimpleQuery _simple;
    private readonly ExtendedQuery _extended;
    private bool _isSkippingToSync;

    public Conversation(Session session, MessageReader reader, MessageWriter writer, ServerState state)
    {
        _session = session;
        _reader = reader;
        _writer = writer;
        _state = state;
        var runner = new PortalRunner(session, reader, writer, state.Metrics);
        _extended = new ExtendedQuery(session, writer, runner);
        _simple = new SimpleQuery(session, writer, runner);
        session.OnNotice = writer.Notice;
        session.OnSettingChanged = writer.Parameter;
        session.OnAttention = reader.Interrupt;
    }

    /// <summary>Runs until the client ends the session or is gone.</summary>
    /// <exception cref="SqlException">Ends the session; the client has not been told yet.</exception>
    public async Task RunAsync()
    {
        try
        {
            while (await ReadHeaderAsync().ConfigureAwait(false) is { } code)
            {
                if (code == FrontendMessage.Terminate) return;
                if (_isSkippingToSync && code != FrontendMessage.Sync) continue;
                try
                {
                    await HandleAsync(code).ConfigureAwait(false);
                }
                catch (SqlException failed) when (failed.Error.Severity < Severity.Fatal)
                {
                    await FailAsync(code, failed.Error).ConfigureAwait(false);
                }
                catch (Exception defect) when (defect is not (SqlException or ConnectionLostException))
                {
                    ServerLog.StatementFailed(_state.Log, defect, _session.ProcessId);
                    await FailAsync(code, InternalErrors.Unexpected($"{defect.GetType().Name}: {defect.Message}").Error).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _extended.ClosePortals();
        }
    }

    private async ValueTask<FrontendMessage?> ReadHeaderAsync()
    {
        FrontendMessage code;
        while (!_reader.TryReadHeader(out code))
        {
            if (_state.Connections.IsStopping) throw ProtocolErrors.ShuttingDown();
            if (_session.EndError is { } ended) throw ended;
            if (_reader.TakeInterrupt() && TellNotifications()) await FlushAsync().ConfigureAwait(false);
            if (!await WaitAsync().ConfigureAwait(false)) return null;
        }

        return code;
    }

    // Waits for bytes, no longer than the session may be idle.
    private async ValueTask<bool> WaitAsync()
    {
        if (_session.IdleLimit is not var (time, error)) return await _reader.FillAsync().ConfigureAwait(false);
        var isOver = false;
        var timer = _state.Options.Engine.Clock.CreateTimer(_ =>
        {
            Volatile.Write(ref isOver, true);
            _reader.Interrupt();
        }, null, time, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            var isOpen = await _reader.FillAsync().ConfigureAwait(false);
            if (Volatile.Read(ref isOver) && !_reader.HasUnread) throw error;
            return isOpen;
        }
    }

    // Notifications reach the client between its transactions.
    private bool TellNotifications()
    {
        if (_session.Status != TransactionStatus.Idle) return false;
        var any = false;
        while (_session.TakeNotification() is { } notification)
        {
            _writer.Begin(BackendMessage.NotificationResponse);
            _writer.Int32(notification.ProcessId);
            _writer.String(notification.Channel);
            _writer.String(notification.Payload);
            _writer.End();
            any = true;
        }

        return any;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync()
    {
        ReadOnlyMemory<byte> body;
        while (!_reader.TryReadBody(out body))
        {
            if (!await _reader.FillAsync().ConfigureAwait(false)) throw new ConnectionLostException();
        }

        return body;
    }

    private async ValueTask HandleAsync(FrontendMessage code)
    {
        switch (code)
        {
            // Data that follows a COPY which has failed already.
            case FrontendMessage.CopyData or FrontendMessage.CopyDone or FrontendMessage.CopyFail:
                return;
            case FrontendMessage.Password:
                throw ProtocolErrors.InvalidMessageType((byte)code);
            case FrontendMessage.FunctionCall:
                throw ProtocolErrors.FunctionCall();
        }

        var body = await ReadBodyAsync().ConfigureAwait(false);
        switch (code)
        {
            case FrontendMessage.Query:
                _extended.CloseUnnamed();
                await _simple.RunAsync(body).ConfigureAwait(false);
                await ReadyAsync().ConfigureAwait(false);
                break;
            case FrontendMessage.Parse:
                _extended.Parse(body);
                break;
            case FrontendMessage.Bind:
                _extended.Bind(body);
                break;
            case FrontendMessage.Describe:
                _extended.Describe(body);
                break;
            case FrontendMessage.Execute:
                await _extended.ExecuteAsync(body).ConfigureAwait(false);
                break;
            case FrontendMessage.Close:
                _extended.Close(body);
                break;
            case FrontendMessage.Flush:
                await FlushAsync().ConfigureAwait(false);
                break;
            case FrontendMessage.Sync:
                _isSkippingToSync = false;
                _session.CompleteImplicitTransaction();
                await ReadyAsync().ConfigureAwait(false);
                break;
            default:
                throw ProtocolErrors.InvalidMessageType((byte)code);
        }
    }

    private async ValueTask FailAsync(FrontendMessage code, SqlError error)
    {
        _extended.ClosePortals();
        _session.Abort();
        _state.Metrics.ErrorSent();
        _writer.Error(error);

        // A simple query and a failed Sync are complete with their error; in an extended query everything up to the Sync belongs to what failed.
        if (code is FrontendMessage.Query or FrontendMessage.Sync or FrontendMessage.FunctionCall)
        {
            await ReadyAsync().ConfigureAwait(false);
            return;
        }

        // The error goes out at once: there are clients that send their Sync only when they have seen it.
        _isSkippingToSync = true;
        await FlushAsync().ConfigureAwait(false);
    }

    private ValueTask ReadyAsync()
    {
        if (_session.Status == TransactionStatus.Idle) _extended.ClosePortals();
        TellNotifications();
        _writer.Ready(_session.Status);
        return FlushAsync();
    }

    private async ValueTask FlushAsync()
    {
        if (!await _writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
    }
}
