using System.Diagnostics.Metrics;

namespace Tidemark.Server.Monitoring;

/// <summary>
/// What the server counts, as instruments that any .NET exporter can subscribe to. What is counted for each row or statement is added up here and observed.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The name that exporters subscribe to.</summary>
    public const string MeterName = "Tidemark.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _duration;
    private long _open;
    private long _opened;
    private long _errors;
    private long _rows;
    private long _received;
    private long _sent;

    public ServerMetrics()
    {
        _meter.CreateObservableGauge("tidemark.connections", () => Volatile.Read(ref _open), "{connection}", "Clients connected at present.");
        _meter.CreateObservableCounter("tidemark.connections.opened", () => Volatile.Read(ref _opened), "{connection}", "Clients that have connected.");
        _meter.CreateObservableCounter("tidemark.errors", () => Volatile.Read(ref _errors), "{error}", "Errors sent to clients.");
        _meter.CreateObservableCounter("tidemark.rows.sent", () => Volatile.Read(ref _rows), "{row}", "Rows of query results.");
        _meter.CreateObservableCounter("tidemark.received", () => Volatile.Read(ref _received), "By", "Bytes from clients that have disconnected.");
        _meter.CreateObservableCounter("tidemark.sent", () => Volatile.Read(ref _sent), "By", "Bytes to clients that have disconnected.");
        _duration = _meter.CreateHistogram<double>("tidemark.statement.duration", "s", "Time from the start of a statement to its last row.");
    }

    public void ConnectionOpened()
    {
        Interlocked.Increment(ref _open);
        Interlocked.Increment(ref _opened);
    }

    public void ConnectionClosed(long received, long sent)
    {
        Interlocked.Decrement(ref _open);
        Interlocked.Add(ref _received, received);
        Interlocked.Add(ref _sent, sent);
    }

    public void ErrorSent() => Interlocked.Increment(ref _errors);

    public void RowsSent(int count) => Interlocked.Add(ref _rows, count);

    public void StatementRan(TimeSpan duration) => _duration.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
