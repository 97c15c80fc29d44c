using System.CommandLine;
using Tidemark.Tsbs.Data;

namespace Tidemark.Tsbs.Commands;

/// <summary>Options that say what data set is meant; the same for every command that touches one.</summary>
internal sealed class WorkloadOptions
{
    private readonly Option<DataSet> set = new("--set") { Description = "the data set: cpu or iot", DefaultValueFactory = _ => DataSet.Cpu };
    private readonly Option<int> scale = new("--scale") { Description = "hosts (cpu, default 500) or trucks (iot, default 200)" };
    private readonly Option<double> hours = new("--hours") { Description = "length of the data", DefaultValueFactory = _ => 48 };
    private readonly Option<int> interval = new("--interval") { Description = "seconds between readings", DefaultValueFactory = _ => 10 };
    private readonly Option<long> seed = new("--seed") { Description = "seed of data and queries", DefaultValueFactory = _ => 123 };
    private readonly Option<int> decimals = new("--decimals") { Description = "decimal places of the cpu metrics (TSBS has none)" };

    public void AddTo(Command command)
    {
        scale.Validators.Add(result => AtLeast(result, 1));
        interval.Validators.Add(result => AtLeast(result, 1));
        decimals.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 9)
                result.AddError("--decimals has to be between 0 and 9");
        });
        foreach (var option in (Option[])[set, scale, hours, interval, seed, decimals])
            command.Options.Add(option);
    }

    public Workload Read(ParseResult parsed)
    {
        var chosen = parsed.GetValue(set);
        return new Workload
        {
            Set = chosen,
            Scale = parsed.GetValue(scale) is > 0 and var given ? given : chosen == DataSet.Cpu ? 500 : 200,
            Hours = parsed.GetValue(hours),
            IntervalSeconds = parsed.GetValue(interval),
            Seed = parsed.GetValue(seed),
            Decimals = parsed.GetValue(decimals),
        };
    }

    private static void AtLeast(System.CommandLine.Parsing.OptionResult result, int least)
    {
        if (result.GetValueOrDefault<int>() < least)
            result.AddError($"{result.Option.Name} has to be {least} or more");
    }
}
