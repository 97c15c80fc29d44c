using System.Buffers.Binary;
using System.Collections.Concurrent;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Storage;

namespace Tidemark.Engine.Sessions;

/// <summary>
/// Where sequences stand. A value that was given out never comes again, whatever becomes of the transaction that took it: positions are reserved ahead in commits of
/// their own, as PostgreSQL logs them, so that a crash skips some values and repeats none. The record of a sequence: the first value not reserved yet, 8 bytes little-endian.
/// </summary>
internal sealed class SequenceStore(Store store)
{
    // As many as PostgreSQL reserves at a time (SEQ_LOG_VALS).
    private const int Reserved = 32;

    private readonly ConcurrentDictionary<uint, Position> _positions = [];

    /// <summary>The next value; 2200H when the sequence is at its end.</summary>
    public long Next(Sequence sequence)
    {
        var position = Load(sequence);
        lock (position)
        {
            var value = position.Next ?? throw Exhausted(sequence);
            var following = Following(sequence, value);
            if (position.Left == 0) Reserve(sequence, position, value);
            position.Left--;
            position.Next = following;
            position.Last = value;
            return value;
        }
    }

    /// <summary>Sets the value that was given out last (or, not <paramref name="isCalled"/>, the one that comes next).</summary>
    public void Set(Sequence sequence, long value, bool isCalled)
    {
        if (value < sequence.Minimum || value > sequence.Maximum)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.NumericValueOutOfRange,
                Message = $"setval: value {value} is out of bounds for sequence \"{sequence.Name}\" ({sequence.Minimum}..{sequence.Maximum})",
            });
        }

        var position = Load(sequence);
        lock (position)
        {
            position.Next = isCalled ? Following(sequence, value) : value;
            position.Last = isCalled ? value : null;
            position.Left = 0;
            Write(sequence.Oid, position.Next ?? value);
        }
    }

    /// <summary>The value given out last; null when there was none.</summary>
    public long? Last(Sequence sequence) => Stand(sequence) is { IsCalled: true, Value: var value } ? value : null;

    /// <summary>The value given out last, or the one that comes next when there was none; how many values are reserved ahead.</summary>
    public (long Value, long Reserved, bool IsCalled) Stand(Sequence sequence)
    {
        var position = Load(sequence);
        lock (position) return (position.Last ?? position.Next ?? sequence.Start, position.Left, position.Last is not null);
    }

    /// <summary>Gives back what was reserved and not given out, so that a database that is closed in order goes on where it stood.</summary>
    /// <exception cref="SqlException">58030, 53100: the positions cannot be written; the reserved values are skipped then, as after a crash.</exception>
    public void Settle()
    {
        foreach (var (oid, position) in _positions)
        {
            lock (position)
            {
                if (position is { Left: > 0, Next: { } next } && store.Root.Metadata.ContainsKey(CatalogLoader.FirstForeignKey + oid)) Write(oid, next);
                position.Left = 0;
            }
        }
    }

    private static long? Following(Sequence sequence, long value)
    {
        var next = (Int128)value + sequence.Increment;
        if (next > sequence.Maximum) return sequence.Cycles ? sequence.Minimum : null;
        if (next < sequence.Minimum) return sequence.Cycles ? sequence.Maximum : null;
        return (long)next;
    }

    private void Reserve(Sequence sequence, Position position, long value)
    {
        long? end = value;
        var count = 0;
        while (count < Reserved && end is long at)
        {
            end = Following(sequence, at);
            count++;
        }

        // At the end of a sequence that does not cycle nothing lies ahead: the last value itself marks the place, and repeats after a crash fail on the bound.
        Write(sequence.Oid, end ?? (sequence.Increment > 0 ? long.MaxValue : long.MinValue));
        position.Left = count;
    }

    private void Write(uint oid, long next)
    {
        var record = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(record, next);
        store.Commit(store.Begin().PutMetadata(CatalogLoader.FirstForeignKey + oid, record), Durability.Async);
    }

    private Position Load(Sequence sequence) => _positions.GetOrAdd(sequence.Oid, _ =>
    {
        if (!store.Root.Metadata.TryGetValue(CatalogLoader.FirstForeignKey + sequence.Oid, out var record)) return new Position { Next = sequence.Start };
        var next = BinaryPrimitives.ReadInt64LittleEndian(record.Span);
        if (next > sequence.Maximum || next < sequence.Minimum) return new Position { Last = sequence.Increment > 0 ? sequence.Maximum : sequence.Minimum };
        var last = (Int128)next - sequence.Increment;
        return new Position { Next = next, Last = last > sequence.Maximum || last < sequence.Minimum ? null : (long)last };
    });

    private static SqlException Exhausted(Sequence sequence) => new(new SqlError
    {
        State = new SqlState("2200H"),
        Message = sequence.Increment > 0
            ? $"nextval: reached maximum value of sequence \"{sequence.Name}\" ({sequence.Maximum})"
            : $"nextval: reached minimum value of sequence \"{sequence.Name}\" ({sequence.Minimum})",
    });

    private sealed class Position
    {
        public long? Next { get; set; }

        public long? Last { get; set; }

        public int Left { get; set; }
    }
}
