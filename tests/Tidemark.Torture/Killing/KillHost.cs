using System.Globalization;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;

namespace Tidemark.Torture.Killing;

/// <summary>
/// The process that is killed. It opens the directory, prints what each writer's rows are ("content W LINE", in the end "open"), reads from its input how far each writer had come,
/// and lets all writers go on, each printing "ok W N" when its N-th transaction is acknowledged, with policies at work beside them (<see cref="PolicyWork"/>).
/// </summary>
internal static class KillHost
{
    private const int MaxRetries = 100;

    public static int Run(string directory, int seed)
    {
        using var instance = SqlDoor.Open(directory);
        using (var door = new SqlDoor(instance))
        {
            if (door.Run("SELECT 1 FROM information_schema.tables WHERE table_name = 'm'").Count == 0)
            {
                // All or nothing: a kill in between leaves nothing.
                door.Run($"BEGIN; {string.Join("; ", WriterScript.Setup.Concat(PolicyWork.Setup))}; COMMIT");
            }

            for (var writer = 0; writer < WriterScript.Writers; writer++) Print(door, writer);
            foreach (var wrong in PolicyWork.Check(door)) Say($"failed {wrong}");
        }

        Say("open");
        var done = Console.ReadLine()?.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        // The input ends when whoever started this process ends: then nobody kills it either.
        if (done is null) return 0;
        for (var writer = 0; writer < WriterScript.Writers; writer++)
        {
            var number = writer;
            Start($"{number}", () => Write(instance, seed, number, done[number]));
        }

        Start("feed", () => PolicyWork.Feed(instance));
        Start("policies", () => PolicyWork.RunAll(instance));
        Console.ReadLine();
        return 0;
    }

    private static void Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                Say($"failed {name} {error.ToString().ReplaceLineEndings(" ")}");
            }
        });
        thread.IsBackground = true;
        thread.Start();
    }

    private static void Print(SqlDoor door, int writer)
    {
        foreach (var row in door.Run($"SELECT 't', id, v FROM t WHERE w = {writer} ORDER BY id")) Say($"content {writer} {row}");
        foreach (var row in door.Run($"SELECT 'm', k, v FROM m WHERE w = {writer} ORDER BY k")) Say($"content {writer} {row}");
        var prefix = $"own_{writer}_";
        var tables = door.Run($"SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'own\\_{writer}\\_%'");
        foreach (var number in tables.Select(t => int.Parse(t.AsSpan(prefix.Length), CultureInfo.InvariantCulture)).Order())
        {
            var hasExtra = door.Run($"SELECT 1 FROM information_schema.columns WHERE table_name = '{prefix}{number}' AND column_name = 'extra'").Count > 0;
            var count = door.Run($"SELECT count(*), coalesce(sum(v), 0){(hasExtra ? ", coalesce(sum(extra), 0)" : ", -1")} FROM {prefix}{number}")[0].Split(' ');
            var rows = long.Parse(count[0], CultureInfo.InvariantCulture);
            var sum = (rows * (rows + 1) / 2).ToString(CultureInfo.InvariantCulture);
            Say($"content {writer} own {number} {count[0]} {(count[1] == sum ? count[2] : $"sum {count[1]}")}");
        }
    }

    private static void Write(Instance instance, int seed, int writer, long done)
    {
        using var door = new SqlDoor(instance);
        if (writer == WriterScript.Asynchronous) door.Run("SET synchronous_commit = off");
        var state = WriterState.Empty;
        for (var number = 1L; ; number++)
        {
            var (statements, after) = WriterScript.Transaction(seed, writer, number, state);
            if (number > done)
            {
                Execute(door, statements);
                Say($"ok {writer} {number}");
            }

            state = after;
        }
    }

    private static void Execute(SqlDoor door, string[] statements)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                foreach (var statement in statements) door.Run(statement);
                return;
            }
            catch (SqlException error) when (tries < MaxRetries && (error.State == SqlState.DeadlockDetected || error.State == SqlState.SerializationFailure))
            {
                if (statements.Length > 1) door.Run("ROLLBACK");
            }
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
