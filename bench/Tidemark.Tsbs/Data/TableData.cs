namespace Tidemark.Tsbs.Data;

/// <summary>A table of a data set: its COPY statement and its rows, shared out among so many clients.</summary>
internal sealed record TableData(string Name, string Columns, Func<int, int, RowSource> Part)
{
    public string Copy => $"COPY {Name} ({Columns}) FROM STDIN";

    /// <summary>The tables that have a row per series and tick, in the order in which they are loaded.</summary>
    public static TableData[] Of(Workload workload) => workload.Set switch
    {
        DataSet.Cpu =>
        [
            new("cpu", $"time, hostname, {string.Join(", ", CpuRows.Metrics)}", (part, parts) => new CpuRows(workload, part, parts)),
        ],
        DataSet.Iot =>
        [
            new("readings", ReadingsRows.Columns, (part, parts) => new ReadingsRows(workload, part, parts)),
            new("diagnostics", DiagnosticsRows.Columns, (part, parts) => new DiagnosticsRows(workload, part, parts)),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(workload)),
    };
}
