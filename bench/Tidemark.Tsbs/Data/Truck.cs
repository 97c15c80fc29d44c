using System.Text;

namespace Tidemark.Tsbs.Data;

/// <summary>What TSBS's IoT use case knows of one truck: a row of the table tags.</summary>
internal sealed record Truck(
    int Id,
    string Name,
    string Fleet,
    string Driver,
    TruckModel Model,
    string DeviceVersion)
{
    public static readonly string[] Fleets = ["East", "West", "North", "South"];

    private static readonly string[] Drivers = ["Derek", "Rodney", "Albert", "Andy", "Seth", "Trish"];
    private static readonly string[] DeviceVersions = ["v1.0", "v1.5", "v2.0", "v2.3"];

    private static readonly TruckModel[] Models =
    [
        new("F-150", LoadCapacity: 2000, FuelCapacity: 200, FuelConsumption: 15),
        new("G-2000", LoadCapacity: 5000, FuelCapacity: 300, FuelConsumption: 19),
        new("H-2", LoadCapacity: 1500, FuelCapacity: 150, FuelConsumption: 12),
    ];

    public static string NameOf(int truck) => $"truck_{truck}";

    /// <summary>The trucks of a workload; ids start at 1, as a serial column's do.</summary>
    public static Truck[] All(Workload workload) => [.. Enumerable.Range(0, workload.Scale).Select(i =>
    {
        var random = SplitMix.For(workload.Seed, stream: 1, i);
        return new Truck(i + 1, NameOf(i), Pick(Fleets, ref random), Pick(Drivers, ref random), Pick(Models, ref random), Pick(DeviceVersions, ref random));
    })];

    /// <summary>The row of the table tags in COPY's text form.</summary>
    public byte[] Render() => Encoding.UTF8.GetBytes(
        $"{Id}\t{Name}\t{Fleet}\t{Driver}\t{Model.Name}\t{DeviceVersion}\t{Model.LoadCapacity}\t{Model.FuelCapacity}\t{Model.FuelConsumption}\n");

    private static T Pick<T>(T[] choices, ref SplitMix random) => choices[random.Below(choices.Length)];
}

/// <summary>A model of truck with its nominal figures.</summary>
internal sealed record TruckModel(string Name, int LoadCapacity, int FuelCapacity, int FuelConsumption);
