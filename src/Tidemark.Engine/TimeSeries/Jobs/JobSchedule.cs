using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>When a job runs next. Times are microseconds since 2000-01-01 UTC.</summary>
internal static class JobSchedule
{
    // TimescaleDB's limits: a pause grows with so many failures, to so many intervals of the schedule, and is spread by this share.
    private const int MaxFailures = 20;
    private const int MaxIntervals = 5;
    private const double Spread = 0.125;
    private const long CrashPause = 5 * 60 * Calendar.MicrosPerSecond;

    /// <summary>When a job is due; the least number for at once.</summary>
    public static long NextStart(Job job, JobState state) => state.NextStart ?? job.InitialStart ?? long.MinValue;

    /// <summary>When it runs after it succeeded.</summary>
    public static long AfterSuccess(Job job, long finish) => job.IsFixed ? NextSlot(job, finish) : Add(finish, job.ScheduleInterval);

    /// <summary>When it runs after it failed so many times in a row.</summary>
    public static long AfterFailure(Job job, long finish, int failures, Random random)
    {
        var pause = (Int128)Micros(job.RetryPeriod) * Math.Min(failures, MaxFailures);
        pause = Int128.Min(pause, (Int128)Micros(job.ScheduleInterval) * MaxIntervals);
        var next = finish + (long)((double)pause * (1 + (Spread * ((2 * random.NextDouble()) - 1))));
        return job.IsFixed ? Math.Min(next, NextSlot(job, finish)) : next;
    }

    /// <summary>When it runs after the process ended while it ran.</summary>
    public static long AfterCrash(long start) => start + CrashPause;

    /// <summary>The first slot of a fixed schedule after a moment.</summary>
    private static long NextSlot(Job job, long moment)
    {
        var interval = job.ScheduleInterval;
        var width = Micros(interval);
        if (width <= 0) return moment;
        var zone = ZoneSpecifier.Parse(job.TimeZone ?? "UTC");
        var first = job.InitialStart ?? moment;
        if (first > moment) return first;

        // From the beginning of time no slots can be counted.
        if (first == long.MinValue) return Add(moment, interval);
        var origin = zone.ToLocal(first);

        // Months differ, and so do days where clocks change: from a slot that is surely not too late the next ones are tried.
        for (var n = Math.Max(0, ((moment - first) / (width + (width / 8))) - 2); ; n++)
        {
            var slot = zone.ToUtc(TimestampArithmetic.Add(origin, new Interval(interval.Microseconds * n, (int)(interval.Days * n), (int)(interval.Months * n))));
            if (slot > moment) return slot;
        }
    }

    private static long Add(long moment, Interval interval) => TimestampArithmetic.Add(moment, interval);

    private static long Micros(Interval interval) => (long)Int128.Clamp(interval.Span, 0, long.MaxValue / 64);
}
