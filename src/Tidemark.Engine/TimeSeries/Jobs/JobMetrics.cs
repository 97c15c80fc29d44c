using System.Diagnostics.Metrics;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>What is counted of jobs, as instruments of the meter Tidemark.Engine that any exporter can subscribe to.</summary>
internal static class JobMetrics
{
    private static readonly Meter s_meter = new("Tidemark.Engine");

    private static readonly Counter<long> s_runs = s_meter.CreateCounter<long>("tidemark.jobs.runs", "{run}", "Runs of jobs.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("tidemark.jobs.duration", "s", "Time that a run of a job took.");

    /// <summary>A run ended.</summary>
    public static void Ran(string procedure, bool hasSucceeded, TimeSpan duration)
    {
        var what = KeyValuePair.Create<string, object?>("procedure", procedure);
        s_runs.Add(1, what, KeyValuePair.Create<string, object?>("result", hasSucceeded ? "success" : "failure"));
        s_duration.Record(duration.TotalSeconds, what);
    }
}
