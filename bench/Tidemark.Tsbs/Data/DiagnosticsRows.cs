using System.Text;

namespace Tidemark.Tsbs.Data;

/// <summary>TSBS's IoT use case, table diagnostics: fuel, load and status of each truck.</summary>
internal sealed class DiagnosticsRows : RowSource
{
    public const string Columns = "time, tags_id, name, fuel_state, current_load, status";

    private const double MaxLoad = 5000;
    private const double LoadChangeChance = 0.05;
    private const double MaxStatus = 5;

    private readonly byte[][] names;
    private readonly SplitMix[] random;
    private readonly double[] fuel;
    private readonly double[] load;
    private readonly double[] status;

    public DiagnosticsRows(Workload workload, int part, int parts) : base(workload, part, parts)
    {
        names = new byte[workload.Scale][];
        random = new SplitMix[workload.Scale];
        fuel = new double[workload.Scale];
        load = new double[workload.Scale];
        status = new double[workload.Scale];
        for (var truck = 0; truck < workload.Scale; truck++)
        {
            names[truck] = Encoding.UTF8.GetBytes(Truck.NameOf(truck));
            random[truck] = SplitMix.For(workload.Seed, stream: 3, truck);
            fuel[truck] = 1;
        }
    }

    protected override void Render(ref RowWriter writer, int series)
    {
        writer.Integer(series + 1);
        writer.Text(names[series]);
        writer.Decimal((long)(fuel[series] * 10), decimals: 1);
        writer.Integer((int)load[series]);
        writer.Integer((int)status[series]);

        ref var generator = ref random[series];
        fuel[series] += generator.Uniform(-0.001, 0);
        if (fuel[series] <= 0)
            fuel[series] = 1;
        if (generator.Uniform() < LoadChangeChance)
            load[series] = generator.Uniform(0, MaxLoad);
        status[series] = Math.Clamp(status[series] + Gaussian.Next(ref generator), 0, MaxStatus);
    }
}
