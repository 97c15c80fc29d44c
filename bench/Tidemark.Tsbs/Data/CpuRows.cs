using System.Text;

namespace Tidemark.Tsbs.Data;

/// <summary>TSBS's cpu-only use case: ten random walks between 0 and 100 with steps of N(0, 1) for each host.</summary>
internal sealed class CpuRows : RowSource
{
    public static readonly string[] Metrics =
    [
        "usage_user", "usage_system", "usage_idle", "usage_nice", "usage_iowait",
        "usage_irq", "usage_softirq", "usage_steal", "usage_guest", "usage_guest_nice",
    ];

    private const double Max = 100;

    private readonly byte[][] names;
    private readonly SplitMix[] random;
    private readonly double[] state;
    private readonly double unit;

    public CpuRows(Workload workload, int part, int parts) : base(workload, part, parts)
    {
        names = new byte[workload.Scale][];
        random = new SplitMix[workload.Scale];
        state = new double[workload.Scale * Metrics.Length];
        unit = Math.Pow(10, workload.Decimals);
        for (var host = 0; host < workload.Scale; host++)
        {
            names[host] = Encoding.UTF8.GetBytes(HostName(host));
            random[host] = SplitMix.For(workload.Seed, stream: 0, host);
            for (var metric = 0; metric < Metrics.Length; metric++)
                state[host * Metrics.Length + metric] = random[host].Uniform(0, Max);
        }
    }

    public static string HostName(int host) => $"host_{host}";

    protected override void Render(ref RowWriter writer, int series)
    {
        writer.Text(names[series]);
        ref var generator = ref random[series];
        foreach (ref var value in state.AsSpan(series * Metrics.Length, Metrics.Length))
        {
            if (Workload.Decimals == 0)
                writer.Integer((int)value);
            else
                writer.Decimal((long)(value * unit), Workload.Decimals);
            value = Math.Clamp(value + Gaussian.Next(ref generator), 0, Max);
        }
    }
}
