using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Authentication;
using Tidemark.Server.Protocol;
using Tidemark.Server.Results;

namespace Tidemark.Server.Connections;

/// <summary>
/// The part of a conversation before the session: encryption, the startup packet, proof of who the client is, and the greeting. A failure is thrown; who called
/// tells the client through <see cref="Writer"/>, which is the encrypted one once there is encryption.
/// </summary>
internal sealed class SessionStartup(ConnectionContext connection, ServerState state) : IAsyncDisposable
{
    private SslStream? _encrypted;

    /// <summary>Reads from the client, through TLS where it was asked for.</summary>
    public MessageReader Reader { get; private set; } = new(connection.Transport.Input, state.Options.MaxMessageLength);

    /// <summary>Writes to the client, through TLS where it was asked for.</summary>
    public MessageWriter Writer { get; private set; } = new(connection.Transport.Output);

    /// <summary>Whether one of the places for sessions is taken, which the caller gives back in the end.</summary>
    public bool HoldsPlace { get; private set; }

    /// <summary>The user and database asked for; for the log.</summary>
    public StartupPacket? Packet { get; private set; }

    /// <summary>Runs it; null when the connection was not for a session, or the client left.</summary>
    public async Task<Session?> RunAsync(CancellationToken cancellation)
    {
        var packet = Packet = await ReadPacketAsync(cancellation).ConfigureAwait(false);
        if (packet is null) return null;
        if (state.Connections.IsStopping) throw ProtocolErrors.CannotConnectNow();
        HoldsPlace = state.Connections.TryEnter();
        if (!HoldsPlace) throw ProtocolErrors.TooManyConnections();
        NegotiateVersion(packet);
        await AuthenticateAsync(packet, cancellation).ConfigureAwait(false);
        var session = state.Instance.Connect(packet.Database, packet.User, packet.Settings);
        Greet(session);
        return session;
    }

    /// <summary>Ends the encryption.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_encrypted is not null) await _encrypted.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<StartupPacket?> ReadPacketAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (!Reader.TryReadStartupLength())
            {
                if (!await Reader.FillAsync(cancellation).ConfigureAwait(false)) return null;
                if (Reader.TakeInterrupt()) throw ProtocolErrors.CannotConnectNow();
            }

            ReadOnlyMemory<byte> body;
            while (!Reader.TryReadBody(out body))
            {
                if (!await Reader.FillAsync(cancellation).ConfigureAwait(false)) return null;
            }

            var packet = StartupPacket.Read(body);
            switch (packet.Request)
            {
                case StartupRequest.Session:
                    return packet;
                case StartupRequest.Cancel:
                    state.Instance.Cancel(packet.CancelProcessId, packet.CancelSecretKey);
                    return null;
                case StartupRequest.Ssl when state.Certificate is not null && _encrypted is null:
                    await EncryptAsync(cancellation).ConfigureAwait(false);
                    break;
                default:
                    await AnswerAsync((byte)'N').ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task AnswerAsync(byte answer)
    {
        Writer.Whole(1)[0] = answer;
        if (!await Writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
    }

    private async Task EncryptAsync(CancellationToken cancellation)
    {
        // Bytes behind the request were not encrypted: somebody in the middle could have put them there.
        if (Reader.HasUnread) throw ProtocolErrors.UnencryptedData();
        await AnswerAsync((byte)'S').ConfigureAwait(false);
        Reader.Release();
        _encrypted = new SslStream(new ClientStream(connection.Transport), leaveInnerStreamOpen: true);
        await _encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = state.Certificate }, cancellation).ConfigureAwait(false);
        Reader = new MessageReader(PipeReader.Create(_encrypted, new StreamPipeReaderOptions(bufferSize: 16 * 1024)), state.Options.MaxMessageLength);
        Writer = new MessageWriter(PipeWriter.Create(_encrypted, new StreamPipeWriterOptions(minimumBufferSize: 16 * 1024)));
    }

    private void NegotiateVersion(StartupPacket packet)
    {
        if (packet.MinorVersion == 0 && packet.UnknownProtocolOptions.Count == 0) return;
        Writer.Begin(BackendMessage.NegotiateProtocolVersion);
        Writer.Int32(3 << 16);
        Writer.Int32(packet.UnknownProtocolOptions.Count);
        foreach (var option in packet.UnknownProtocolOptions) Writer.String(option);
        Writer.End();
    }

    private async Task AuthenticateAsync(StartupPacket packet, CancellationToken cancellation)
    {
        var isKnown = state.Instance.TryGetLogin(packet.User, out var stored);
        var verifier = stored is null ? null : ScramVerifier.Parse(stored);
        if (verifier is null && !state.HasPassword)
        {
            Trust(packet, isKnown);
            return;
        }

        Writer.Begin(BackendMessage.Authentication);
        Writer.Int32(10); // AuthenticationSASL
        Writer.String(ScramExchange.Mechanism);
        Writer.Byte(0);
        Writer.End();

        var exchange = new ScramExchange(verifier ?? ScramVerifier.Mock(packet.User, state.MockSecret));
        Continue(11, exchange.First(ReadInitialResponse(await ReadSaslAsync(cancellation).ConfigureAwait(false)))); // AuthenticationSASLContinue
        var final = exchange.Final(Encoding.UTF8.GetString((await ReadSaslAsync(cancellation).ConfigureAwait(false)).Span));
        if (final is null || verifier is null || !isKnown) throw ProtocolErrors.PasswordRefused(packet.User);
        Continue(12, final); // AuthenticationSASLFinal
    }

    private void Trust(StartupPacket packet, bool isKnown)
    {
        if (connection.RemoteEndPoint is IPEndPoint remote && !IPAddress.IsLoopback(remote.Address))
        {
            throw ProtocolErrors.NotLocal(remote.Address.ToString(), packet.User, packet.Database);
        }

        if (!isKnown) throw ProtocolErrors.NoSuchRole(packet.User);
    }

    private async Task<ReadOnlyMemory<byte>> ReadSaslAsync(CancellationToken cancellation)
    {
        if (!await Writer.FlushAsync().ConfigureAwait(false)) throw new ConnectionLostException();
        FrontendMessage code;
        while (!Reader.TryReadHeader(out code))
        {
            if (!await Reader.FillAsync(cancellation).ConfigureAwait(false)) throw new ConnectionLostException();
            if (Reader.TakeInterrupt()) throw ProtocolErrors.CannotConnectNow();
        }

        if (code != FrontendMessage.Password) throw ProtocolErrors.ExpectedSaslResponse((byte)code);
        ReadOnlyMemory<byte> body;
        while (!Reader.TryReadBody(out body))
        {
            if (!await Reader.FillAsync(cancellation).ConfigureAwait(false)) throw new ConnectionLostException();
        }

        return body;
    }

    private static string ReadInitialResponse(ReadOnlyMemory<byte> body)
    {
        var fields = new MessageFields(body);
        if (fields.String() != ScramExchange.Mechanism) throw ProtocolErrors.InvalidSaslMechanism();
        var length = fields.Int32();
        var response = length < 0 ? "" : Encoding.UTF8.GetString(fields.Bytes(length).Span);
        fields.End();
        return response;
    }

    private void Continue(int step, string data)
    {
        Writer.Begin(BackendMessage.Authentication);
        Writer.Int32(step);
        Writer.Bytes(Encoding.UTF8.GetBytes(data));
        Writer.End();
    }

    private void Greet(Session session)
    {
        Writer.Begin(BackendMessage.Authentication);
        Writer.Int32(0); // AuthenticationOk
        Writer.End();
        foreach (var (name, value) in session.ReportedSettings) Writer.Parameter(name, value);
        Writer.Begin(BackendMessage.BackendKeyData);
        Writer.Int32(session.ProcessId);
        Writer.Int32(session.SecretKey);
        Writer.End();
        Writer.Ready(session.Status);
    }
}
