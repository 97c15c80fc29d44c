using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tidemark.Engine.Catalog;

/// <summary>A run of a job in the history, as the JSON of its record. Times are microseconds since 2000-01-01 UTC.</summary>
internal sealed record JobRun
{
    /// <summary>Its number among all runs.</summary>
    public required long Id { get; init; }

    /// <summary>The job's number.</summary>
    public required int JobId { get; init; }

    /// <summary>Whether it did what it should.</summary>
    public required bool HasSucceeded { get; init; }

    /// <summary>The schema of what was run.</summary>
    public required string ProcedureSchema { get; init; }

    /// <summary>The name of what was run.</summary>
    public required string ProcedureName { get; init; }

    /// <summary>The number of the session that ran it.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it began.</summary>
    public required long Start { get; init; }

    /// <summary>When it ended.</summary>
    public required long Finish { get; init; }

    /// <summary>What it was called with.</summary>
    public string? Config { get; init; }

    /// <summary>The SQLSTATE of what ended it; null when it succeeded.</summary>
    public string? State { get; init; }

    /// <summary>The message of what ended it.</summary>
    public string? Message { get; init; }

    /// <summary>The run of a record.</summary>
    public static JobRun Read(ReadOnlyMemory<byte> record) => JsonSerializer.Deserialize(record.Span, JobRunJson.Default.JobRun) ?? throw new JsonException("null");

    /// <summary>The record.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, JobRunJson.Default.JobRun);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobRunJson : JsonSerializerContext;
