using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tidemark.Cli.Output;

/// <summary>A bar with rows, rows a second and the time left, for loads whose size is known from the start.</summary>
internal sealed class LoadProgress
{
    private readonly ProgressTask _task;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _rows;

    private LoadProgress(ProgressTask task) => _task = task;

    /// <summary>Rows so far.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Runs a load under a bar.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="total">What <see cref="Advance"/> adds up to.</param>
    /// <param name="load">The load.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> RunAsync(string what, double total, Func<LoadProgress, Task> load)
    {
        var started = Stopwatch.GetTimestamp();
        var rate = new RateColumn();
        await AnsiConsole.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), rate, new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var progress = rate.Progress = new LoadProgress(context.AddTask(Markup.Escape(what), maxValue: Math.Max(total, 1)));
                await load(progress);
                progress._task.Value = progress._task.MaxValue;
            });
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Counts what was loaded.</summary>
    /// <param name="amount">In the unit of the total.</param>
    /// <param name="rows">Rows.</param>
    public void Advance(double amount, long rows)
    {
        Interlocked.Add(ref _rows, rows);
        _task.Increment(amount);
    }

    private sealed class RateColumn : ProgressColumn
    {
        public LoadProgress? Progress { get; set; }

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (Progress is null) return Text.Empty;
            var elapsed = (task.ElapsedTime ?? Stopwatch.GetElapsedTime(Progress._started)).TotalSeconds;
            return new Text(elapsed > 0 ? $"{Progress.Rows:N0} rows, {Progress.Rows / elapsed:N0} rows/s" : $"{Progress.Rows:N0} rows");
        }
    }
}
