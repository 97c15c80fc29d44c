using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tidemark.Cli.Serving;
using Tidemark.Engine.Sessions;
using Tidemark.Server;
using Tidemark.Storage;

namespace Tidemark.Cli.Commands;

/// <summary><c>tidemark serve</c>: a data directory served until Ctrl+C or SIGTERM.</summary>
internal static class ServeCommand
{
    private const string PasswordHelp = """
        file whose first line is the password of the superuser postgres; otherwise the environment variable TIDEMARK_PASSWORD. The password is kept:
        later starts need not give it again. Without one, clients on this machine are let in unasked, and nobody else.
        """;

    private const string ConfigurationHelp = """
        configuration file with lines name = value; # begins a comment, a value may stand in single quotes. Names are those of these options without dashes
        (data, host, port, http-port, password-file, tls-cert, tls-key, max-connections, log-level) or of settings that every session is to begin with
        (timezone = 'Europe/Berlin', work_mem = '256MB'). The command line goes before the file.
        """;

    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = ConfigurationHelp, HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "data directory", HelpName = "DIR" };
        var host = new Option<string?>("--host") { Description = "address to listen on: an IP address, localhost, or * for all; anything but loopback needs a password [default: 127.0.0.1]", HelpName = "ADDRESS" };
        var port = new Option<int?>("--port") { Description = "port of PostgreSQL's protocol; 0 for a free one [default: 5432]", HelpName = "N" };
        var httpPort = new Option<int?>("--http-port") { Description = "port of /health, /ready and /metrics; 0 for a free one [default: none]", HelpName = "N" };
        var passwordFile = new Option<string?>("--password-file") { Description = PasswordHelp, HelpName = "FILE" };
        var certificate = new Option<string?>("--tls-cert") { Description = "TLS certificate (PEM)", HelpName = "FILE" };
        var key = new Option<string?>("--tls-key") { Description = "private key of the TLS certificate (PEM)", HelpName = "FILE" };
        var maxConnections = new Option<int?>("--max-connections") { Description = "how many clients may be connected at once [default: 200]", HelpName = "N" };
        var logLevel = new Option<LogLevel?>("--log-level") { Description = "least severe messages to log to standard error [default: Information]", HelpName = "LEVEL" };
        var command = new Command("serve", "serve a data directory over PostgreSQL's protocol until Ctrl+C or SIGTERM; the directory is made when it is missing") { data, host, port, httpPort, passwordFile, config, certificate, key, maxConnections, logLevel };
        command.SetAction((parsed, _) =>
        {
            var file = ConfigurationFile.Read(parsed.GetValue(config)?.FullName);
            var log = new StandardErrorLog(parsed.GetValue(logLevel) ?? file.Level("log-level") ?? LogLevel.Information);
            var options = new ServerOptions
            {
                DataDirectory = parsed.GetValue(data) ?? file.Text("data") ?? throw new UsageException("a data directory is needed: serve --data DIR"),
                Host = parsed.GetValue(host) ?? file.Text("host") ?? "127.0.0.1",
                Port = parsed.GetValue(port) ?? file.Port("port") ?? 5432,
                HttpPort = parsed.GetValue(httpPort) ?? file.Port("http-port"),
                Password = Password(parsed.GetValue(passwordFile) ?? file.Text("password-file")),
                TlsCertificate = parsed.GetValue(certificate) ?? file.Text("tls-cert"),
                TlsKey = parsed.GetValue(key) ?? file.Text("tls-key"),
                MaxConnections = parsed.GetValue(maxConnections) ?? file.Number("max-connections") ?? 200,
                Log = log,
                Engine = new InstanceOptions { Settings = file.Settings, Store = new StoreOptions { Recovery = new RecoveryLog(log) } },
            };
            return ServeAsync(options);
        });
        return command;
    }

    private static async Task<int> ServeAsync(ServerOptions options)
    {
        using var stop = new StopSignal();
        await using var server = new TidemarkServer(options);
        await server.StartAsync();
        var sinceStart = DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        var http = server.HttpEndPoint is { } endPoint ? $", http://{endPoint}/metrics" : "";
        Console.WriteLine($"ready for connections on {server.EndPoint} (data in {options.DataDirectory}{http}), {sinceStart.TotalMilliseconds:N0} ms after the start");
        await stop.Requested;
        await server.StopAsync();
        return 0;
    }

    private static string? Password(string? file)
    {
        if (file is null) return Environment.GetEnvironmentVariable("TIDEMARK_PASSWORD") is { Length: > 0 } password ? password : null;
        var first = File.ReadLines(file).FirstOrDefault();
        return string.IsNullOrEmpty(first) ? throw new UsageException($"the password file {file} is empty") : first;
    }
}
