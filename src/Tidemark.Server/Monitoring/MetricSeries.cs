using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Tidemark.Server.Monitoring;

/// <summary>What has been measured under one metric name: a value for each combination of tags. Thread-safe.</summary>
internal sealed class MetricSeries
{
    // Upper bounds of a histogram's buckets, in seconds.
    private static readonly double[] Bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Sample> _samples = new(StringComparer.Ordinal);
    private readonly string _name;
    private readonly string _help;
    private readonly string _kind;
    private readonly bool _isObserved;

    public MetricSeries(string name, Instrument instrument)
    {
        _name = name;
        _help = instrument.Description ?? instrument.Name;
        _kind = KindOf(instrument);
        _isObserved = instrument.IsObservable;
    }

    /// <summary>An instrument's name in Prometheus.</summary>
    public static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return instrument.Name.Replace('.', '_') + unit + (KindOf(instrument) == "counter" ? "_total" : "");
    }

    /// <summary>Forgets what was observed last: every observer reports its whole value anew.</summary>
    public void BeginObservation()
    {
        if (!_isObserved) return;
        lock (_lock) _samples.Clear();
    }

    /// <summary>Adds a measurement.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? "" : Labels(tags);
        lock (_lock)
        {
            if (!_samples.TryGetValue(labels, out var sample)) _samples[labels] = sample = new Sample();
            sample.Count++;
            sample.Sum += value;
            if (_kind != "histogram") return;
            var bucket = Array.BinarySearch(Bounds, value);
            sample.Buckets[bucket < 0 ? ~bucket : bucket]++;
        }
    }

    /// <summary>Appends the lines of the text format.</summary>
    public void Write(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {_help}\n# TYPE {_name} {_kind}\n");
        lock (_lock)
        {
            foreach (var (labels, sample) in _samples)
            {
                if (_kind == "histogram") WriteHistogram(text, labels, sample);
                else text.Append(CultureInfo.InvariantCulture, $"{_name}{Braces(labels)} {sample.Sum}\n");
            }
        }
    }

    private static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Histogram<>)) return "histogram";
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter" : "gauge";
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0) text.Append(',');
            var escaped = $"{value}".Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private void WriteHistogram(StringBuilder text, string labels, Sample sample)
    {
        var prefix = labels.Length == 0 ? "" : labels + ",";
        var below = 0L;
        for (var i = 0; i < Bounds.Length; i++)
        {
            below += sample.Buckets[i];
            text.Append(CultureInfo.InvariantCulture, $"{_name}_bucket{{{prefix}le=\"{Bounds[i]}\"}} {below}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{_name}_bucket{{{prefix}le=\"+Inf\"}} {sample.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{_name}_sum{Braces(labels)} {sample.Sum}\n{_name}_count{Braces(labels)} {sample.Count}\n");
    }

    private sealed class Sample
    {
        public long[] Buckets { get; } = new long[Bounds.Length + 1];

        public double Sum { get; set; }

        public long Count { get; set; }
    }
}
