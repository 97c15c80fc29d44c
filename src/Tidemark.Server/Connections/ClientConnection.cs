using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Monitoring;
using Tidemark.Server.Protocol;
using Tidemark.Server.Queries;
using Tidemark.Server.Results;

namespace Tidemark.Server.Connections;

/// <summary>One client from the first byte to the last. Everything runs on the connection's own loop; other threads may only interrupt it, cancel or abort.</summary>
internal sealed class ClientConnection(ConnectionContext connection, ServerState state) : IAsyncDisposable
{
    private readonly SessionStartup _startup = new(connection, state);
    private volatile Session? _session;

    /// <summary>Makes the connection notice soon that the server stops: between two messages, not within a statement. Any thread.</summary>
    public void Interrupt() => _startup.Reader.Interrupt();

    /// <summary>Cancels the statement that runs. Any thread.</summary>
    public void CancelStatement() => _session?.Cancel();

    /// <summary>Ends the connection without a word. Any thread.</summary>
    public void Abort() => connection.Abort();

    /// <summary>Runs until the client leaves, the server ends the session, or the connection breaks.</summary>
    public async Task RunAsync()
    {
        state.Connections.Add(this);
        state.Metrics.ConnectionOpened();
        try
        {
            await TalkAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is ConnectionLostException or IOException or ConnectionAbortedException or OperationCanceledException or AuthenticationException)
        {
            ServerLog.ConnectionBroken(state.Log, connection.ConnectionId, broken.Message);
        }
        catch (Exception defect)
        {
            ServerLog.ConnectionFailed(state.Log, defect, connection.ConnectionId);
        }
    }

    /// <summary>Ends the session and everything that belongs to the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        if (_startup.HoldsPlace) state.Connections.Leave();
        _startup.Reader.Release();
        try
        {
            await _startup.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            ServerLog.ConnectionBroken(state.Log, connection.ConnectionId, broken.Message);
        }

        state.Metrics.ConnectionClosed(_startup.Reader.BytesReceived, _startup.Writer.BytesSent);
        state.Connections.Remove(this);
    }

    private async Task TalkAsync()
    {
        try
        {
            if (!await StartAsync().ConfigureAwait(false)) return;
            await new Conversation(_session!, _startup.Reader, _startup.Writer, state).RunAsync().ConfigureAwait(false);
        }
        catch (SqlException refused)
        {
            // What gets here ends the connection, whatever it says of itself: before the session there is nothing to go on with.
            state.Metrics.ErrorSent();
            ServerLog.Refused(state.Log, connection.ConnectionId, refused.State, refused.Message);
            _startup.Writer.Error(refused.Error with { Severity = Severity.Fatal });
            await _startup.Writer.FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> StartAsync()
    {
        using var timer = new CancellationTokenSource(state.Options.AuthenticationTimeout, state.Options.Engine.Clock);
        _session = await _startup.RunAsync(timer.Token).ConfigureAwait(false);
        if (_session is null) return false;
        ServerLog.SessionStarted(state.Log, connection.ConnectionId, _session.ProcessId, _startup.Packet!.User, _startup.Packet.Database);
        return await _startup.Writer.FlushAsync().ConfigureAwait(false);
    }
}
