using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tidemark.Torture.Killing;

/// <summary>
/// Starts a process with several writers on a directory, kills it at a random moment, starts it again, and compares what it finds with the ledger of acknowledged transactions; again and again.
/// Each writer's last transaction under way may be there or not; of the asynchronous writer's, any number of the last may be lost.
/// </summary>
internal sealed class KillRun(string directory, int seed) : IDisposable
{
    private readonly Random _random = new(seed);

    // For each writer the states that the next process may find, by number of transactions: the first is surely on disk.
    private readonly List<(long Number, WriterState State)>[] _ledger = [.. Enumerable.Range(0, WriterScript.Writers).Select(_ => new List<(long, WriterState)> { (0, WriterState.Empty) })];
    private readonly StringBuilder _complaints = new();
    private Process? _process;

    /// <summary>Transactions that were acknowledged.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Kills so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs once: start, compare, go on, kill.</summary>
    /// <exception cref="KillException">What was found and should not be, or an error of the process.</exception>
    public void Next()
    {
        using var process = Start();
        _process = process;
        using var end = new Timer(_ => Kill(process));
        // Some are killed while they open and recover; then they leave nothing to compare.
        var isEarly = _random.Next(8) == 0;
        if (isEarly) end.Change(_random.Next(1200), Timeout.Infinite);
        try
        {
            if (Recover(process, mayEnd: isEarly))
            {
                Begin(process);

                // Some live long enough for the scheduler, which looks once a second.
                var life = _random.Next(6) == 0 ? _random.Next(2500) : _random.Next(400);
                while (process.StandardOutput.ReadLine() is { } line)
                {
                    Take(line);
                    if (isEarly || life < 0) continue;
                    end.Change(life, Timeout.Infinite);
                    life = -1;
                }
            }

            process.WaitForExit();
            if (!WasKilled(process)) throw Ended(process);
            Kills++;
        }
        finally
        {
            Kill(process);
            _process = null;
        }
    }

    /// <summary>Opens the directory a last time without killing, and compares.</summary>
    public void Finish()
    {
        using var process = Start();
        try
        {
            Recover(process, mayEnd: false);
        }
        finally
        {
            process.StandardInput.Close();
            process.WaitForExit();
        }
    }

    public void Dispose()
    {
        if (_process is not null) Kill(_process);
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited) process.Kill();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "torture.exe" : "torture"), ["host", directory, "--seed", seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Starts matter more than speed.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, e) =>
        {
            lock (_complaints) _complaints.AppendLine(e.Data);
        };
        process.BeginErrorReadLine();
        return process;
    }

    private void Begin(Process process)
    {
        try
        {
            process.StandardInput.WriteLine(string.Join(' ', _ledger.Select(l => l[0].Number)));
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Killed just before.
        }
    }

    private bool Recover(Process process, bool mayEnd)
    {
        var found = _ledger.Select(_ => new List<string>()).ToArray();
        while (true)
        {
            if (process.StandardOutput.ReadLine() is not { } line)
            {
                process.WaitForExit();
                return mayEnd && WasKilled(process) ? false : throw Ended(process);
            }

            if (line == "open") break;
            var words = line.Split(' ', 3);
            if (words[0] != "content") throw Wrong(line);
            found[int.Parse(words[1], CultureInfo.InvariantCulture)].Add(words[2]);
        }

        for (var writer = 0; writer < _ledger.Length; writer++)
        {
            var possible = _ledger[writer];
            // A transaction that was under way.
            possible.Add((possible[^1].Number + 1, WriterScript.Transaction(seed, writer, possible[^1].Number + 1, possible[^1].State).After));
            var at = possible.FindLastIndex(p => p.State.Lines().SequenceEqual(found[writer]));
            if (at < 0) throw Wrong(Difference(writer, found[writer]));
            // Of two transactions after which everything is the same the earlier counts, so that none is left out.
            while (at > 0 && possible[at - 1].State.Lines().SequenceEqual(found[writer])) at--;
            _ledger[writer] = [possible[at]];
        }

        return true;
    }

    private void Take(string line)
    {
        var words = line.Split(' ', 3);
        if (words[0] != "ok") throw Wrong(line);
        var (writer, number) = (int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        var possible = _ledger[writer];
        if (number != possible[^1].Number + 1) throw Wrong($"writer {writer} acknowledged {number} after {possible[^1].Number}");
        possible.Add((number, WriterScript.Transaction(seed, writer, number, possible[^1].State).After));
        if (writer != WriterScript.Asynchronous) possible.RemoveAt(0);
        Acknowledged++;
    }

    private string Difference(int writer, List<string> found)
    {
        var expected = _ledger[writer][^2].State.Lines().ToList();
        var lost = string.Join("; ", expected.Except(found).Take(10));
        var more = string.Join("; ", found.Except(expected).Take(10));
        var next = string.Join("; ", WriterScript.Transaction(seed, writer, _ledger[writer][^1].Number, _ledger[writer][^2].State).Statements);
        return $"writer {writer} after {_ledger[writer][0].Number} to {_ledger[writer][^2].Number} transactions: {found.Count} lines instead of {expected.Count}\n  missing: {lost}\n  unexpected: {more}\n  under way: {next}";
    }

    // 128 and the number of the signal; Windows says what Process.Kill() gave it.
    private static bool WasKilled(Process process) => process.ExitCode == (OperatingSystem.IsWindows() ? -1 : 128 + 9);

    // Of a process that was waited for: then all that it complained about has arrived.
    private KillException Ended(Process process)
    {
        lock (_complaints) return Wrong($"the process ended by itself, with {process.ExitCode}\n{_complaints}");
    }

    private KillException Wrong(string what) => new($"{what}\nkill {Kills}, directory {directory}; run again: torture kill --seed {seed}");
}

/// <summary>What a killed process left is not what it promised.</summary>
internal sealed class KillException(string message) : Exception(message);
