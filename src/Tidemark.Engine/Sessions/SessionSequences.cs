using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>The values that one session got from sequences. Used by one thread at a time.</summary>
internal sealed class SessionSequences(SequenceStore store, SessionContext session) : ISequences
{
    private readonly Dictionary<uint, long> _current = [];
    private uint _last;
    private (Sequence? Sequence, CatalogSnapshot? Shared, string? Role, string? Letters) _allowed;

    /// <inheritdoc />
    public long Next(Sequence sequence)
    {
        RequireWritable(sequence, "nextval()");
        Require(sequence, "Uw");
        var value = store.Next(sequence);
        _current[sequence.Oid] = value;
        _last = sequence.Oid;
        return value;
    }

    /// <inheritdoc />
    public long Current(Sequence sequence)
    {
        Require(sequence, "Ur");
        return _current.TryGetValue(sequence.Oid, out var value) ? value : throw NotYet($"currval of sequence \"{sequence.Name}\" is not yet defined in this session");
    }

    private void RequireWritable(Sequence sequence, string command)
    {
        if (!TemporarySchema.Is(sequence.Schema)) session.RequireWritable(command);
    }

    // One of these privileges will do. What an identity column takes is part of the table.
    private void Require(Sequence sequence, string letters)
    {
        var shared = session.Instance.Catalog;
        var role = session.CurrentUser;
        if (ReferenceEquals(_allowed.Sequence, sequence) && ReferenceEquals(_allowed.Shared, shared) && _allowed.Role == role && _allowed.Letters == letters) return;
        var isIdentity = session.Catalog.Find<Table>(sequence.OwnerTable)?.Columns.ElementAtOrDefault(sequence.OwnerColumn - 1) is { Identity: not IdentityKind.None };
        if (!isIdentity && !letters.Any(l => Acls.Has(sequence, role, l, shared))) throw Privileges.Denied(sequence);
        _allowed = (sequence, shared, role, letters);
    }

    /// <summary>The session has used no sequence.</summary>
    public void Forget()
    {
        _current.Clear();
        _last = 0;
    }

    /// <inheritdoc />
    public long Last()
    {
        if (session.Catalog.Find<Sequence>(_last) is not { } sequence) throw NotYet("lastval is not yet defined in this session");
        Require(sequence, "Ur");
        return _current[_last];
    }

    /// <inheritdoc />
    public void Set(Sequence sequence, long value, bool isCalled)
    {
        RequireWritable(sequence, "setval()");
        Require(sequence, "w");
        store.Set(sequence, value, isCalled);
        if (isCalled) _current[sequence.Oid] = value;
    }

    /// <inheritdoc />
    public (long Value, long Reserved, bool IsCalled) Stand(Sequence sequence) => store.Stand(sequence);

    private static SqlException NotYet(string message) => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = message });
}
