using Microsoft.Extensions.Logging;
using Tidemark.Storage;

namespace Tidemark.Cli.Serving;

/// <summary>Says about once a second how far a long recovery has come.</summary>
internal sealed class RecoveryLog(ILoggerProvider log) : IProgress<RecoveryProgress>
{
    private readonly ILogger _logger = log.CreateLogger("Tidemark.Storage");

    public void Report(RecoveryProgress value)
    {
        if (_logger.IsEnabled(LogLevel.Information)) _logger.Log(LogLevel.Information, default, value, null, (p, _) => $"recovering {p.Directory}: {p.DoneBytes >> 20} of {p.TotalBytes >> 20} MB of log, {p.Elapsed.TotalSeconds:N0} s");
    }
}
