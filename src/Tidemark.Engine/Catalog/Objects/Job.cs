using System.Text.Json.Serialization;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>A job: a procedure or function that the scheduler runs again and again. Where it stands is kept apart (<see cref="JobState"/>), because each run changes it. Its name is that of the application, without the number.</summary>
internal sealed record Job : CatalogObject
{
    /// <summary>The number that users know it by.</summary>
    public required int Id { get; init; }

    /// <summary>The schema of what it runs.</summary>
    public required string ProcedureSchema { get; init; }

    /// <summary>The name of what it runs.</summary>
    public required string ProcedureName { get; init; }

    /// <summary>The time between two runs.</summary>
    public required Interval ScheduleInterval { get; init; }

    /// <summary>How long a run may take; zero for as long as it takes.</summary>
    public Interval MaxRuntime { get; init; }

    /// <summary>How often in a row it may fail before it is run no more; -1 for any number.</summary>
    public int MaxRetries { get; init; } = -1;

    /// <summary>The time between a failure and the next attempt.</summary>
    public required Interval RetryPeriod { get; init; }

    /// <summary>Whether it is run.</summary>
    public bool IsScheduled { get; init; } = true;

    /// <summary>Whether runs begin at fixed slots rather than a while after the end of the last.</summary>
    public bool IsFixed { get; init; }

    /// <summary>When the first run is to begin, and where the slots of a fixed schedule are counted from, in microseconds since 2000-01-01 UTC; null for at once.</summary>
    public long? InitialStart { get; init; }

    /// <summary>The zone that the slots keep their wall-clock time in; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What it is called with, as jsonb's text; null for NULL.</summary>
    public string? Config { get; init; }

    /// <summary>The schema of the function that checks configurations; null for none.</summary>
    public string? CheckSchema { get; init; }

    /// <summary>The name of the function that checks configurations; null for none.</summary>
    public string? CheckName { get; init; }

    /// <summary>The oid of the hypertable that a policy is of, with which it goes; 0 for none.</summary>
    public uint TableOid { get; init; }

    /// <summary>Whether databases have it from their first moment: the numbers of others begin at 1000.</summary>
    [JsonIgnore]
    public bool IsBuiltin => Id < CatalogCounters.FirstJobId;

    /// <summary>The name that views and sessions show.</summary>
    [JsonIgnore]
    public string ApplicationName => $"{Name} [{Id}]";
}
