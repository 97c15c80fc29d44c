using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Tidemark.Server.Tests.Wire;

/// <summary>A message from the server as a test looks at it.</summary>
/// <param name="Code">Its type.</param>
/// <param name="Body">What is behind its length.</param>
public sealed record RawMessage(char Code, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The fields of an ErrorResponse or NoticeResponse.</summary>
    public Dictionary<char, string> Fields => Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).ToDictionary(part => part[0], part => part[1..]);

    /// <summary>The values of a DataRow as text, <c>NULL</c> for NULL.</summary>
    public string[] Values
    {
        get
        {
            var values = new string[BinaryPrimitives.ReadInt16BigEndian(Body)];
            var at = 2;
            for (var i = 0; i < values.Length; i++)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(Body.AsSpan(at));
                at += 4;
                values[i] = length < 0 ? "NULL" : Encoding.UTF8.GetString(Body, at, length);
                at += Math.Max(length, 0);
            }

            return values;
        }
    }
}

/// <summary>A client that says exactly what a test tells it to, right or wrong.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    private RawConnection()
    {
    }

    /// <summary>A TCP connection on which nothing has been said.</summary>
    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync("127.0.0.1", port);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    /// <summary>Logs in and reads up to ReadyForQuery, or the end; gives what came.</summary>
    public async Task<List<RawMessage>> StartAsync(string parameters = "user\0postgres\0database\0postgres\0", int version = 3 << 16)
    {
        await SendPacketAsync([.. Int32(version), .. Encoding.UTF8.GetBytes(parameters + "\0")]);
        return await ReadUntilReadyAsync();
    }

    public Task SendBytesAsync(params byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    /// <summary>Sends a packet without a type, such as a startup packet.</summary>
    public Task SendPacketAsync(byte[] body) => SendBytesAsync([.. Int32(body.Length + 4), .. body]);

    public Task SendAsync(char code, string body = "") => SendAsync(code, Encoding.UTF8.GetBytes(body));

    public Task SendAsync(char code, byte[] body) => SendBytesAsync(Message(code, body));

    public Task QueryAsync(string sql) => SendAsync('Q', sql + "\0");

    public async Task<byte> ReadByteAsync()
    {
        var one = new byte[1];
        await _stream.ReadExactlyAsync(one).AsTask().WaitAsync(Patience);
        return one[0];
    }

    /// <summary>The next message; null when the server has closed the connection.</summary>
    public async Task<RawMessage?> ReadAsync()
    {
        var header = new byte[5];
        try
        {
            var read = await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Patience);
            if (read == 0) return null;
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            await _stream.ReadExactlyAsync(body).AsTask().WaitAsync(Patience);
            return new RawMessage((char)header[0], body);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>All messages up to and with ReadyForQuery, or to the end of the connection.</summary>
    public async Task<List<RawMessage>> ReadUntilReadyAsync()
    {
        var messages = new List<RawMessage>();
        while (await ReadAsync() is { } message)
        {
            messages.Add(message);
            if (message.Code == 'Z') break;
        }

        return messages;
    }

    /// <summary>Runs a simple query and gives its messages' types, such as <c>TDCZ</c>.</summary>
    public async Task<string> RunAsync(string sql)
    {
        await QueryAsync(sql);
        return Codes(await ReadUntilReadyAsync());
    }

    public static string Codes(IEnumerable<RawMessage> messages) => string.Concat(messages.Select(message => message.Code));

    public static byte[] Message(char code, byte[] body) => [(byte)code, .. Int32(body.Length + 4), .. body];

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Int16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Parse(string name, string sql, params int[] types) =>
        Message('P', [.. Text(name), .. Text(sql), .. Int16(types.Length), .. types.SelectMany(Int32)]);

    /// <summary>Bind with parameters and results in text form.</summary>
    public static byte[] Bind(string portal, string statement, params string?[] values) => Message('B',
    [
        .. Text(portal), .. Text(statement), .. Int16(0), .. Int16(values.Length),
        .. values.SelectMany(value => value is null ? Int32(-1) : [.. Int32(Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)]),
        .. Int16(0),
    ]);

    public static byte[] Describe(char subtype, string name) => Message('D', [(byte)subtype, .. Text(name)]);

    public static byte[] Execute(string portal, int maxRows = 0) => Message('E', [.. Text(portal), .. Int32(maxRows)]);

    public static byte[] Sync { get; } = Message('S', []);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];
}
