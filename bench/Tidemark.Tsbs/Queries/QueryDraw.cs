using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Queries;

/// <summary>The random choices of one instance of a query; the same seed, query and instance give the same choices.</summary>
internal sealed class QueryDraw
{
    private readonly Workload workload;
    private SplitMix random;

    public QueryDraw(Workload workload, string query, int instance)
    {
        this.workload = workload;
        random = SplitMix.For(workload.Seed, stream: NameHash(query), instance);
    }

    /// <summary>A condition on time that holds for a window somewhere in the data; the whole data if they are shorter.</summary>
    public string TimeWindow(TimeSpan length)
    {
        var (start, end) = Window(length);
        return $"time >= '{Literal(start)}' AND time < '{Literal(end)}'";
    }

    /// <summary>The end of a random window of that length.</summary>
    public string WindowEnd(TimeSpan length) => $"'{Literal(Window(length).End)}'";

    /// <summary>A list of different hosts as string literals.</summary>
    public string Hosts(int count) => Names(count, CpuRows.HostName);

    /// <summary>A list of different trucks as string literals.</summary>
    public string Trucks(int count) => Names(count, Truck.NameOf);

    public string Fleet() => $"'{Truck.Fleets[random.Below(Truck.Fleets.Length)]}'";

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Number(int low, int high) => low + random.Below(high - low + 1);

    private (DateTime Start, DateTime End) Window(TimeSpan length)
    {
        var slack = (workload.End - Workload.Start - length).Ticks;
        if (slack <= 0)
            return (Workload.Start, workload.End);

        var start = Workload.Start.AddTicks(random.Below(slack) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond);
        return (start, start + length);
    }

    private string Names(int count, Func<int, string> name)
    {
        var chosen = new HashSet<int>();
        while (chosen.Count < Math.Min(count, workload.Scale))
            chosen.Add(random.Below(workload.Scale));
        return string.Join(",", chosen.Select(i => $"'{name(i)}'"));
    }

    private static string Literal(DateTime instant) => instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff +0000");

    /// <summary>FNV-1a: unlike string.GetHashCode the same in every process.</summary>
    private static int NameHash(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
            hash = (hash ^ c) * 16777619;
        return (int)hash;
    }
}
