using System.CommandLine;
using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Commands;

/// <summary>run, record and verify: the same run over the files, and what each makes of the results.</summary>
internal static class ScriptCommand
{
    private const int FailuresShown = 10;

    public static Command Run() => Create("run", "run scripts and compare what the server answers", result =>
    {
        Console.Out.Write(result.Report(FailuresShown));
        return !result.Failures.Any();
    });

    public static Command Record() => Create("record", "run scripts and write what the server answers into them", result =>
    {
        if (result.Outcomes.Values.OfType<Breaks>().Any())
        {
            Console.Out.Write(result.Report(FailuresShown));
            return false;
        }

        File.WriteAllText(result.Script.Path, ScriptWriter.Write(result.Script, result.Outcomes));
        return true;
    });

    public static Command Verify() => Create("verify", "check that record would change nothing", result =>
    {
        if (ScriptWriter.Write(result.Script, result.Outcomes) == File.ReadAllText(result.Script.Path))
            return true;
        Console.Out.Write(result.Report(FailuresShown));
        Console.Out.WriteLine($"{result.Script.Path}: is not what would be recorded");
        return false;
    });

    private static Command Create(string name, string description, Func<ScriptResult, bool> conclude)
    {
        var server = new Option<string>("--server") { Description = "connection string: \"Host=localhost;Port=5433\"", Required = true };
        var engine = new Option<Engine?>("--engine") { Description = "what the server is, if it is not to be found out" };
        var jobs = new Option<int>("--jobs") { Description = "scripts that run at once", DefaultValueFactory = _ => Environment.ProcessorCount };
        var inPlace = new Option<bool>("--in-place") { Description = "use the connection's database, which is fresh, instead of one for each script" };
        var anyOrder = new Option<bool>("--any-order") { Description = "let rows come in any order where a statement has no ORDER BY" };
        var files = new Argument<string[]>("files") { Description = "scripts, directories of scripts, or script.slt:LINE", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { server, engine, jobs, inPlace, anyOrder, files };
        command.SetAction(async (parsed, cancel) =>
        {
            var address = ServerAddress.Parse(parsed.GetRequiredValue(server));
            var kind = parsed.GetValue(engine) ?? await ScriptRunner.DetectAsync(address, cancel);
            var runner = new ScriptRunner(address, kind, inPlace: parsed.GetValue(inPlace), anyOrder: parsed.GetValue(anyOrder));
            var atOnce = parsed.GetValue(inPlace) ? 1 : parsed.GetValue(jobs);
            var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel };
            var gate = new Lock();
            int scripts = 0, records = 0, failures = 0, bad = 0;
            await Parallel.ForEachAsync(ScriptFiles.Find(parsed.GetRequiredValue(files)), options, async (file, stop) =>
            {
                var result = await runner.RunAsync(Script.Load(file.Path), file.Line, stop);
                lock (gate)
                {
                    scripts++;
                    records += result.Outcomes.Count;
                    failures += result.Failures.Count();
                    if (!conclude(result))
                        bad++;
                }
            });
            Console.Out.WriteLine($"{scripts} scripts, {records} records, {failures} {(name == "record" ? "changed" : "failed")}");
            return bad == 0 ? 0 : 1;
        });
        return command;
    }
}
