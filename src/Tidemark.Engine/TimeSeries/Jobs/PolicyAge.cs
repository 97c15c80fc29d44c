using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>The age at which a policy takes chunks: of their times, an interval or a number for integer time, or of the chunks themselves, an interval.</summary>
/// <param name="After">The member of configurations with the first.</param>
/// <param name="CreatedBefore">The member with the second.</param>
internal sealed record PolicyAge(string After, string CreatedBefore)
{
    /// <summary>The configuration of a policy.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="after">The age of times; null for none.</param>
    /// <param name="createdBefore">The age of chunks; null for none.</param>
    public JobConfig Config(Table table, Vector after, Vector createdBefore) =>
        JobConfig.Of(("hypertable_id", $"{table.Hypertable!.Id}"), (After, JobConfig.ValueOf(after)), (CreatedBefore, JobConfig.ValueOf(createdBefore)));

    /// <summary>The hypertable of a configuration.</summary>
    public static Table TableOf(JobConfig config, SessionContext session)
    {
        var id = config.Int("hypertable_id");
        return JobTarget.Find(id, session.Catalog) ?? throw JobErrors.NoHypertable(id);
    }

    /// <summary>The chunks that are old enough by now.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="table">The hypertable.</param>
    /// <param name="noClock">What is wrong with a hypertable of integer time without a function that tells it.</param>
    /// <param name="session">The session.</param>
    public ChunkSelection Chunks(JobConfig config, Table table, Func<SqlException> noClock, SessionContext session)
    {
        if (config.FindInterval(CreatedBefore) is { } age) return new ChunkSelection(null, null, TableNow.Before(session.Transaction.StartTime, age, session), null);
        if (!config.Has(After)) throw JobErrors.NotInConfig(After);
        var time = table.Hypertable!.TimeDimension;
        var type = ChunkFacts.DividedTypeOf(time, table);
        return new ChunkSelection(Moment(config, After, type, () => TableNow.Of(table, session) ?? throw noClock(), session), null, null, null);
    }

    /// <summary>The moment that is as old as a member of a configuration says.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="member">The member, which it has.</param>
    /// <param name="type">The type of time.</param>
    /// <param name="now">What integer time it is.</param>
    /// <param name="session">The session.</param>
    public static long Moment(JobConfig config, string member, SqlType type, Func<long> now, SessionContext session)
    {
        if (!ChunkIntervals.IsInteger(type)) return TableNow.Before(session.Transaction.StartTime, config.FindInterval(member)!.Value, session);
        var lag = long.Parse(config.Find(member)!, CultureInfo.InvariantCulture);
        return (long)Int128.Clamp((Int128)now() - lag, long.MinValue, long.MaxValue);
    }
}
