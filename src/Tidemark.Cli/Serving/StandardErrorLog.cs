using Microsoft.Extensions.Logging;

namespace Tidemark.Cli.Serving;

/// <summary>The server's log on standard error, one line a message and what an exception says behind it.</summary>
internal sealed class StandardErrorLog(LogLevel least) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, least);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var line = $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss.fff} UTC {Name(logLevel)} {category}: {formatter(state, exception)}";
            Console.Error.WriteLine(exception is null ? line : $"{line}{Environment.NewLine}{exception}");
        }

        private static string Name(LogLevel level) => level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO",
            LogLevel.Warning => "WARNING",
            LogLevel.Error => "ERROR",
            _ => "FATAL",
        };
    }
}
