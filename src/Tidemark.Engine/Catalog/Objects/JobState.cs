using System.Buffers.Binary;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// Where a job stands. Times are microseconds since 2000-01-01 UTC. The record: last start, last finish, last successful finish, next start (8 bytes each, little-endian; the least
/// number for none), runs, successes, failures, crashes (8 bytes each), failures in a row (4 bytes), flags (1: is running, 2: the last run succeeded; 4 bytes).
/// </summary>
internal sealed record JobState
{
    private const int Size = (8 * 8) + 4 + 4;

    /// <summary>A job that has not run.</summary>
    public static JobState None { get; } = new();

    /// <summary>When the last run began; null before the first.</summary>
    public long? LastStart { get; init; }

    /// <summary>When the last run ended.</summary>
    public long? LastFinish { get; init; }

    /// <summary>When the last run that succeeded ended.</summary>
    public long? LastSuccess { get; init; }

    /// <summary>When the next run is due; null for a job that has not run, which its initial start decides.</summary>
    public long? NextStart { get; init; }

    /// <summary>How often it ran.</summary>
    public long Runs { get; init; }

    /// <summary>How often it succeeded.</summary>
    public long Successes { get; init; }

    /// <summary>How often it failed, crashes included.</summary>
    public long Failures { get; init; }

    /// <summary>How often the process ended while it ran.</summary>
    public long Crashes { get; init; }

    /// <summary>How often it has failed since it last succeeded.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>Whether it runs, or ran when the process ended.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Whether the last run succeeded.</summary>
    public bool HasSucceeded { get; init; }

    /// <summary>The state that a record holds; of no record, that of a job that has not run.</summary>
    public static JobState Read(ReadOnlyMemory<byte>? record)
    {
        if (record is not { } bytes) return None;
        var span = bytes.Span;
        var flags = BinaryPrimitives.ReadInt32LittleEndian(span[68..]);
        return new JobState
        {
            LastStart = Time(span),
            LastFinish = Time(span[8..]),
            LastSuccess = Time(span[16..]),
            NextStart = Time(span[24..]),
            Runs = BinaryPrimitives.ReadInt64LittleEndian(span[32..]),
            Successes = BinaryPrimitives.ReadInt64LittleEndian(span[40..]),
            Failures = BinaryPrimitives.ReadInt64LittleEndian(span[48..]),
            Crashes = BinaryPrimitives.ReadInt64LittleEndian(span[56..]),
            FailuresInARow = BinaryPrimitives.ReadInt32LittleEndian(span[64..]),
            IsRunning = (flags & 1) != 0,
            HasSucceeded = (flags & 2) != 0,
        };
    }

    /// <summary>The record.</summary>
    public byte[] Write()
    {
        var record = new byte[Size];
        var span = record.AsSpan();
        ReadOnlySpan<long> numbers =
        [
            LastStart ?? long.MinValue, LastFinish ?? long.MinValue, LastSuccess ?? long.MinValue, NextStart ?? long.MinValue, Runs, Successes, Failures, Crashes,
        ];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(span[(8 * i)..], numbers[i]);
        BinaryPrimitives.WriteInt32LittleEndian(span[64..], FailuresInARow);
        BinaryPrimitives.WriteInt32LittleEndian(span[68..], (IsRunning ? 1 : 0) | (HasSucceeded ? 2 : 0));
        return record;
    }

    private static long? Time(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes) is var time && time == long.MinValue ? null : time;
}
