using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>A kind of policy of which a hypertable has one at most.</summary>
internal abstract class TablePolicy : PolicyKind
{
    /// <summary>The time between a failure and the next attempt.</summary>
    protected abstract Interval RetryPeriod { get; }

    /// <summary>How long a run may take; zero for any time.</summary>
    protected virtual Interval MaxRuntime => default;

    /// <summary>Adds the policy of a hypertable.</summary>
    /// <param name="table">The hypertable.</param>
    /// <param name="name">The name that messages call it by.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="ifNotExists">Whether a policy that is there already is no matter.</param>
    /// <param name="schedule">When it runs.</param>
    /// <param name="session">The session.</param>
    /// <returns>The job's number; -1 where there was a policy.</returns>
    public int Add(Table table, string name, JobConfig config, bool ifNotExists, PolicySchedule schedule, SessionContext session)
    {
        if (Policies.Of(session.Catalog, this, table.Oid) is not [var existing, ..]) return Policies.Add(this, table, config, schedule, RetryPeriod, MaxRuntime, session);
        if (!ifNotExists) throw Exists(name);
        session.Notice(existing.Config == config.Text ? ExistsSkipping(name) : ExistsDifferently(name));
        return -1;
    }

    /// <summary>Removes the policy of a hypertable.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(Table table, string name, bool ifExists, SessionContext session)
    {
        if (Policies.Of(session.Catalog, this, table.Oid) is not [var job, ..])
        {
            if (!ifExists) throw NotFound(name);
            session.Notice(NotFoundSkipping(name));
            return false;
        }

        Policies.Remove(job, session);
        return true;
    }

    /// <summary>There is a policy.</summary>
    protected abstract SqlException Exists(string table);

    /// <summary>A notice: there is such a policy.</summary>
    protected abstract SqlError ExistsSkipping(string table);

    /// <summary>A warning: there is another policy.</summary>
    protected abstract SqlError ExistsDifferently(string table);

    /// <summary>There is no policy.</summary>
    protected abstract SqlException NotFound(string table);

    /// <summary>A notice: there is no policy.</summary>
    protected abstract SqlError NotFoundSkipping(string table);
}
