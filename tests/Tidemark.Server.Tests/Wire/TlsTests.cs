using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Wire;

/// <summary>A server with a certificate that it signed itself.</summary>
public sealed class TlsFixture : ServerFixture, IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    protected override ServerOptions Configure(ServerOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(_files.Path, "server.crt"), Path.Combine(_files.Path, "server.key"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return options with { TlsCertificate = certificatePath, TlsKey = keyPath, Password = "secret" };
    }
}

public class TlsTests(TlsFixture fixture) : IClassFixture<TlsFixture>
{
    [Fact]
    public async Task A_session_runs_over_TLS()
    {
        await using var connection = await fixture.OpenAsync(";Password=secret;SSL Mode=Require");
        await using var command = new NpgsqlCommand("SELECT count(*) FROM generate_series(1, 100000)", connection);

        Assert.Equal(100_000L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Bytes_before_the_handshake_are_not_taken_for_encrypted_ones()
    {
        await using var client = await fixture.RawAsync();
        byte[] request = [.. RawConnection.Int32(8), .. RawConnection.Int32((1234 << 16) | 5679)];

        await client.SendBytesAsync([.. request, .. "sneaked in"u8]);

        var error = (await client.ReadAsync())!.Fields;
        Assert.Equal(("FATAL", "08P01", "received unencrypted data after SSL request"), (error['S'], error['C'], error['M']));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Plain_sessions_are_served_too()
    {
        await using var connection = await fixture.OpenAsync(";Password=secret;SSL Mode=Disable");
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        Assert.Equal(1, await command.ExecuteScalarAsync());
    }
}
