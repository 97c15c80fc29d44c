using System.Diagnostics.Metrics;
using System.Text;

namespace Tidemark.Server.Monitoring;

/// <summary>
/// Listens to the instruments of all meters whose names begin with <c>Tidemark</c> and writes them in Prometheus' text format, version 0.0.4
/// (prometheus.io/docs/instrumenting/exposition_formats). Names get underscores, the unit's name and, for counters, <c>_total</c>, as OpenTelemetry maps them.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private const string MeterPrefix = "Tidemark";

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith(MeterPrefix, StringComparison.Ordinal)) return;
            MetricSeries? series;
            lock (_lock)
            {
                // Several servers in one process have instruments of the same name; they are one series.
                var name = MetricSeries.NameOf(instrument);
                if (!_series.TryGetValue(name, out series)) _series[name] = series = new MetricSeries(name, instrument);
            }

            listener.EnableMeasurementEvents(instrument, series);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, series) => ((MetricSeries)series!).Take(value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, series) => ((MetricSeries)series!).Take(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, series) => ((MetricSeries)series!).Take(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, series) => ((MetricSeries)series!).Take(value, tags));
        _listener.Start();
    }

    /// <summary>The content type of <see cref="Write"/>.</summary>
    public static string ContentType => "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All instruments' present values.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var series in _series.Values) series.BeginObservation();
            _listener.RecordObservableInstruments();
            foreach (var series in _series.Values) series.Write(text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
