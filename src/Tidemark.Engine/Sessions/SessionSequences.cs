using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>The values that one session got from sequences. Used by one thread at a time.</summary>
internal sealed class SessionSequences(SequenceStore store) : ISequences
{
    private readonly Dictionary<uint, long> _current = [];
    private long? _last;

    /// <inheritdoc />
    public long Next(Sequence sequence)
    {
        var value = store.Next(sequence);
        _current[sequence.Oid] = value;
        _last = value;
        return value;
    }

    /// <inheritdoc />
    public long Current(Sequence sequence) =>
        _current.TryGetValue(sequence.Oid, out var value) ? value : throw NotYet($"currval of sequence \"{sequence.Name}\" is not yet defined in this session");

    /// <summary>The session has used no sequence.</summary>
    public void Forget()
    {
        _current.Clear();
        _last = null;
    }

    /// <inheritdoc />
    public long Last() => _last ?? throw NotYet("lastval is not yet defined in this session");

    /// <inheritdoc />
    public void Set(Sequence sequence, long value, bool isCalled)
    {
        store.Set(sequence, value, isCalled);
        if (isCalled) _current[sequence.Oid] = value;
    }

    /// <inheritdoc />
    public (long Value, long Reserved, bool IsCalled) Stand(Sequence sequence) => store.Stand(sequence);

    private static SqlException NotYet(string message) => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = message });
}
