namespace Tidemark.Tsbs.Data;

/// <summary>
/// Rows of one table in COPY's text form, rendered into the caller's buffers: by time, then by series, for the series
/// whose number modulo the number of parts is this part's. Not for use by two threads at a time.
/// </summary>
internal abstract class RowSource(Workload workload, int part, int parts)
{
    /// <summary>No row of any table is longer.</summary>
    private const int LongestRow = 512;

    private readonly byte[] time = new byte[32];
    private int timeLength;
    private int tick = -1;
    private int series = int.MaxValue;

    protected Workload Workload => workload;

    public long Rows => (long)(workload.Scale / parts + (part < workload.Scale % parts ? 1 : 0)) * workload.Ticks;

    /// <summary>Renders whole rows, at most <paramref name="limit"/>; zero rows says that there are no more.</summary>
    public int Fill(Span<byte> buffer, int limit, out int rows)
    {
        var writer = new RowWriter(buffer);
        rows = 0;
        while (rows < limit && writer.Free >= LongestRow && MoveNext())
        {
            writer.Bytes(time.AsSpan(0, timeLength));
            Render(ref writer, series);
            writer.EndRow();
            rows++;
        }

        return writer.Length;
    }

    /// <summary>Appends the columns after the time, each with its leading tab, and moves the series one tick on.</summary>
    protected abstract void Render(ref RowWriter writer, int series);

    private bool MoveNext()
    {
        // A part without any series (more clients than hosts) has no rows at all.
        if (part >= workload.Scale)
            return false;

        if (tick >= 0 && series < workload.Scale - parts)
        {
            series += parts;
            return true;
        }

        if (tick >= workload.Ticks - 1)
            return false;

        tick++;
        series = part;
        var instant = Workload.Start.AddSeconds((double)tick * workload.IntervalSeconds);
        instant.TryFormat(time, out timeLength, "yyyy-MM-dd HH:mm:ss'+00'");
        return true;
    }
}
