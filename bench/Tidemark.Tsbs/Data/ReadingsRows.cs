using System.Text;

namespace Tidemark.Tsbs.Data;

/// <summary>TSBS's IoT use case, table readings: where each truck is and how it drives.</summary>
internal sealed class ReadingsRows : RowSource
{
    public const string Columns = "time, tags_id, name, latitude, longitude, elevation, velocity, heading, grade, fuel_consumption";

    private static readonly Walk[] Walks =
    [
        new(Step: 0.005, Min: -90, Max: 90, Decimals: 5),
        new(Step: 0.005, Min: -180, Max: 180, Decimals: 5),
        new(Step: 10, Min: 0, Max: 5000, Decimals: 0),
        new(Step: 10, Min: 0, Max: 100, Decimals: 0),
        new(Step: 5, Min: 0, Max: 360, Decimals: 0),
        new(Step: 5, Min: 0, Max: 100, Decimals: 0),
        new(Step: 5, Min: 0, Max: 50, Decimals: 1),
    ];

    private readonly byte[][] names;
    private readonly SplitMix[] random;
    private readonly double[] state;

    public ReadingsRows(Workload workload, int part, int parts) : base(workload, part, parts)
    {
        names = new byte[workload.Scale][];
        random = new SplitMix[workload.Scale];
        state = new double[workload.Scale * Walks.Length];
        for (var truck = 0; truck < workload.Scale; truck++)
        {
            names[truck] = Encoding.UTF8.GetBytes(Truck.NameOf(truck));
            random[truck] = SplitMix.For(workload.Seed, stream: 2, truck);
            ref var generator = ref random[truck];
            ReadOnlySpan<double> start =
            [
                generator.Uniform(0, 90), generator.Uniform(0, 180), generator.Uniform(0, 500), 0, generator.Uniform(0, 360), 0, 25,
            ];
            start.CopyTo(state.AsSpan(truck * Walks.Length));
        }
    }

    protected override void Render(ref RowWriter writer, int series)
    {
        writer.Integer(series + 1);
        writer.Text(names[series]);
        ref var generator = ref random[series];
        for (var i = 0; i < Walks.Length; i++)
        {
            ref var value = ref state[series * Walks.Length + i];
            Walks[i].Render(ref writer, value);
            value = Walks[i].Advance(value, ref generator);
        }
    }
}
