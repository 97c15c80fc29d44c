using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Testing.Wire;

/// <summary>
/// A client of PostgreSQL's protocol 3.0 that knows just the simple query: what a server says is handed on as it came,
/// in text form, without a driver's conversions in between.
/// </summary>
public sealed class WireConnection : IAsyncDisposable
{
    private const int ProtocolVersion = 3 << 16;

    private readonly TcpClient client;
    private readonly Stream stream;
    private byte[] body = new byte[1024];

    private WireConnection(TcpClient client)
    {
        this.client = client;
        stream = new BufferedStream(client.GetStream(), 64 * 1024);
    }

    /// <summary>What the server reported at the start and since: server_version, TimeZone and so on.</summary>
    public Dictionary<string, string> Parameters { get; } = [];

    /// <summary>Connects without a password, or with one that the server takes as an MD5 hash.</summary>
    /// <param name="settings">Settings for the session, by name.</param>
    public static async Task<WireConnection> ConnectAsync(
        ServerAddress address, IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancel = default)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancel);
            var connection = new WireConnection(client);
            await connection.StartAsync(address, settings, cancel);
            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Runs a string of statements by the simple query protocol. COPY is not part of it.</summary>
    public async Task<WireResponse> QueryAsync(string sql, CancellationToken cancel = default)
    {
        await SendAsync('Q', Encoding.UTF8.GetBytes(sql + "\0"), cancel);
        var response = new WireResponse();
        var current = new WireResult();
        while (true)
        {
            var (type, fields) = await ReceiveAsync(cancel);
            switch (type)
            {
                case 'T':
                    current.Columns = ReadColumns(fields);
                    break;
                case 'D':
                    current.Rows.Add(ReadRow(fields));
                    break;
                case 'C' or 'I':
                    current.Tag = type == 'C' ? fields.String() : "";
                    response.Results.Add(current);
                    current = new WireResult();
                    break;
                case 'E':
                    response.Error = ReadNotice(fields);
                    if (response.Error.Severity is "FATAL" or "PANIC")
                        return response;
                    break;
                case 'N':
                    response.Notices.Add(ReadNotice(fields));
                    break;
                case 'S':
                    Parameters[fields.String()] = fields.String();
                    break;
                case 'Z':
                    response.TransactionStatus = (char)fields.Byte();
                    return response;
                case 'G' or 'W':
                    await SendAsync('f', "COPY needs a client of its own\0"u8.ToArray(), cancel);
                    break;
                case 'H' or 'd' or 'c' or 'A':
                    break;
                default:
                    throw new WireException($"unexpected message {type}");
            }
        }
    }

    /// <summary>Closes the connection without a word, whatever it is doing.</summary>
    public void Abort() => client.Dispose();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await SendAsync('X', [], CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or NotSupportedException)
        {
            // The server is gone already, or it is cut off in the middle of an answer: there is nobody to say goodbye to.
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task StartAsync(ServerAddress address, IReadOnlyDictionary<string, string>? settings, CancellationToken cancel)
    {
        var startup = new MemoryStream();
        startup.Write(new byte[4]);
        var version = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(version, ProtocolVersion);
        startup.Write(version);
        Add("user", address.User);
        Add("database", address.Database);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            Add(name, value);
        startup.WriteByte(0);

        var message = startup.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        await stream.WriteAsync(message, cancel);
        await stream.FlushAsync(cancel);

        while (true)
        {
            var (type, fields) = await ReceiveAsync(cancel);
            switch (type)
            {
                case 'R':
                    await AuthenticateAsync(fields, address, cancel);
                    break;
                case 'S':
                    Parameters[fields.String()] = fields.String();
                    break;
                case 'K' or 'N':
                    break;
                case 'E':
                    throw new WireException(ReadNotice(fields));
                case 'Z':
                    return;
                default:
                    throw new WireException($"unexpected message {type} at the start");
            }
        }

        void Add(string name, string value) => startup.Write(Encoding.UTF8.GetBytes($"{name}\0{value}\0"));
    }

    private async Task AuthenticateAsync(FieldReader request, ServerAddress address, CancellationToken cancel)
    {
        const int ok = 0;
        const int md5 = 5;
        var method = request.Int32();
        if (method == ok)
            return;
        if (method != md5 || address.Password is not { } password)
            throw new WireException($"the server asks for a password (method {method})");

        var inner = Md5(Encoding.UTF8.GetBytes(password + address.User));
        var outer = Md5([.. Encoding.ASCII.GetBytes(inner), .. request.Bytes(4)]);
        await SendAsync('p', Encoding.ASCII.GetBytes($"md5{outer}\0"), cancel);

        // PostgreSQL's older password method is made of MD5.
#pragma warning disable CA5351
        static string Md5(byte[] data) => Convert.ToHexStringLower(MD5.HashData(data));
#pragma warning restore CA5351
    }

    private async Task SendAsync(char type, byte[] payload, CancellationToken cancel)
    {
        var header = new byte[5];
        header[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), payload.Length + 4);
        await stream.WriteAsync(header, cancel);
        await stream.WriteAsync(payload, cancel);
        await stream.FlushAsync(cancel);
    }

    private async Task<(char Type, FieldReader Fields)> ReceiveAsync(CancellationToken cancel)
    {
        await stream.ReadExactlyAsync(body.AsMemory(0, 5), cancel);
        var type = (char)body[0];
        var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) - 4;
        if (length < 0)
            throw new WireException($"message {type} has length {length}");
        if (body.Length < length)
            body = new byte[Math.Max(length, body.Length * 2)];
        await stream.ReadExactlyAsync(body.AsMemory(0, length), cancel);
        return (type, new FieldReader(body, length));
    }

    private static WireColumn[] ReadColumns(FieldReader fields)
    {
        var columns = new WireColumn[fields.Int16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = fields.String();
            fields.Skip(6);
            columns[i] = new WireColumn(name, (uint)fields.Int32());
            fields.Skip(8);
        }

        return columns;
    }

    private static string?[] ReadRow(FieldReader fields)
    {
        var row = new string?[fields.Int16()];
        for (var i = 0; i < row.Length; i++)
        {
            var length = fields.Int32();
            row[i] = length < 0 ? null : fields.Text(length);
        }

        return row;
    }

    private static WireNotice ReadNotice(FieldReader fields)
    {
        var values = new Dictionary<char, string>();
        while (fields.Byte() is var letter and not 0)
            values[(char)letter] = fields.String();
        return new WireNotice(values);
    }
}
