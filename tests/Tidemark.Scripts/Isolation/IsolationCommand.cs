using System.CommandLine;
using Tidemark.Scripts.Format;
using Tidemark.Scripts.Running;
using Tidemark.Testing.Wire;

namespace Tidemark.Scripts.Isolation;

/// <summary>isolation: runs files of interleavings, and compares or records.</summary>
internal static class IsolationCommand
{
    public static Command Create()
    {
        var server = new Option<string>("--server") { Description = "connection string: \"Host=localhost;Port=5433\"", Required = true };
        var record = new Option<bool>("--record") { Description = "write what the server, a PostgreSQL, gives into the files" };
        var files = new Argument<string[]>("files") { Description = "files of interleavings, directories, or file.iso:LINE", Arity = ArgumentArity.OneOrMore };
        var command = new Command("isolation", "run interleavings of several sessions and compare what comes of them") { server, record, files };
        command.SetAction(async (parsed, cancel) =>
        {
            var address = ServerAddress.Parse(parsed.GetRequiredValue(server));
            var engine = await ScriptRunner.DetectAsync(address, cancel);
            var bad = 0;
            foreach (var (path, line) in Find(parsed.GetRequiredValue(files)))
            {
                var file = InterleavingParser.Load(path);
                var outcomes = await new InterleavingRunner(address).RunAsync(file, line, cancel);
                if (parsed.GetValue(record))
                {
                    if (line is null) await File.WriteAllTextAsync(path, InterleavingParser.Write(file, outcomes), cancel);
                    continue;
                }

                var differences = Differences(file, outcomes, engine).ToList();
                bad += differences.Count;
                foreach (var difference in differences) Console.Out.WriteLine(difference);
                Console.Out.WriteLine($"{path}: {outcomes.Count} permutations, {differences.Count} differ");
            }

            return bad == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>A text for each permutation that gave something else than was expected.</summary>
    public static IEnumerable<string> Differences(Interleaving file, IReadOnlyDictionary<Permutation, IReadOnlyList<string>> outcomes, Engine engine)
    {
        foreach (var (permutation, actual) in outcomes)
        {
            var expected = engine == Engine.Tidemark && permutation.Differs is not null ? permutation.Differs : permutation.Expected ?? [];
            if (expected.SequenceEqual(actual)) continue;
            yield return $"{file.Path}:{permutation.Line}\n  expected:\n{Indented(expected)}  actual:\n{Indented(actual)}";
        }
    }

    /// <summary>The files below directories, with the line that was asked for.</summary>
    public static IEnumerable<(string Path, int? Line)> Find(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var colon = name.LastIndexOf(':');
            if (Directory.Exists(name))
            {
                foreach (var path in Directory.GetFiles(name, "*.iso", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) yield return (path, null);
            }
            else if (colon > 0)
            {
                yield return (name[..colon], int.Parse(name[(colon + 1)..]));
            }
            else
            {
                yield return (name, null);
            }
        }
    }

    private static string Indented(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"    {line}\n"));
}
