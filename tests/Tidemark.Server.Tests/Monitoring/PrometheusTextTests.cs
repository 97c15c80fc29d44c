using System.Diagnostics.Metrics;
using Tidemark.Server.Monitoring;
using Xunit;

namespace Tidemark.Server.Tests.Monitoring;

public class PrometheusTextTests
{
    [Fact]
    public void Writes_counters_gauges_and_histograms()
    {
        using var text = new PrometheusText();
        using var meter = new Meter("Tidemark.PrometheusTextTests");
        using var other = new Meter("SomethingElse");
        var counter = meter.CreateCounter<long>("test.flushes", "{flush}", "Flushes.");
        var histogram = meter.CreateHistogram<double>("test.wait", "s", "Waits.");
        meter.CreateObservableGauge("test.size", () => 7L, "By", "Size.");
        other.CreateCounter<long>("other.thing").Add(1);

        counter.Add(2, new KeyValuePair<string, object?>("log.kind", "a\"b"));
        counter.Add(3, new KeyValuePair<string, object?>("log.kind", "a\"b"));
        histogram.Record(0.003);
        histogram.Record(100);
        var lines = text.Write().Split('\n');

        Assert.Contains("# TYPE test_flushes_total counter", lines);
        Assert.Contains("""test_flushes_total{log_kind="a\"b"} 5""", lines);
        Assert.Contains("test_size_bytes 7", lines);
        Assert.Contains("""test_wait_seconds_bucket{le="0.0025"} 0""", lines);
        Assert.Contains("""test_wait_seconds_bucket{le="0.005"} 1""", lines);
        Assert.Contains("""test_wait_seconds_bucket{le="+Inf"} 2""", lines);
        Assert.Contains("test_wait_seconds_count 2", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("other", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_observed_is_not_added_up_from_one_reading_to_the_next()
    {
        using var text = new PrometheusText();
        using var meter = new Meter("Tidemark.PrometheusTextTests.Observed");
        meter.CreateObservableCounter("test.observed", () => 4L);

        text.Write();

        Assert.Contains("test_observed_total 4", text.Write().Split('\n'));
    }
}
