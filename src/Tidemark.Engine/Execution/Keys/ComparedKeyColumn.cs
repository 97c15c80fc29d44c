using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Keys whose equality is not that of their bytes (numeric, char(n), interval, jsonb, arrays, records), told apart by their type's hash and comparison.</summary>
internal sealed class ComparedKeyColumn(SqlType type, bool groupsNulls) : KeyColumn(type, groupsNulls)
{
    private readonly VectorBuilder _values = VectorBuilder.Create(type);
    private (uint Hash, int Next)[] _slots = new (uint, int)[64];
    private Vector? _view;

    /// <inheritdoc />
    public override long ByteSize => _values.ByteSize + (_slots.Length * 8L);

    /// <inheritdoc />
    public override void Freeze() => _ = Values;

    /// <inheritdoc />
    public override void Emit(ReadOnlySpan<int> ids, VectorBuilder target) => target.AppendGather(Values, ids);

    /// <inheritdoc />
    protected override void AssignFlat(Vector values, Span<int> ids)
    {
        for (var row = 0; row < ids.Length; row++) ids[row] = values.IsNull(row) ? AssignNull() : AssignRow(values, row);
    }

    /// <inheritdoc />
    protected override int AssignRow(Vector flat, int row)
    {
        var hash = HashOf(flat, row);
        var at = Probe(flat, row, hash);
        if (_slots[at].Next != 0) return _slots[at].Next - 1;
        // The first of equal values stands for all of them, as in PostgreSQL: 1.0 and 1.00 are one group.
        _values.AppendRow(flat, row);
        _view = null;
        _slots[at] = (hash, ++Count);
        var id = Count - 1;
        if (Count * 2 > _slots.Length) Rehash();
        return id;
    }

    /// <inheritdoc />
    protected override int FindRow(Vector flat, int row, FindScratch scratch) => _slots[Probe(flat, row, HashOf(flat, row))].Next - 1;

    /// <inheritdoc />
    protected override int AddNull()
    {
        _values.AppendNull();
        _view = null;
        return Count++;
    }

    private Vector Values => _view ??= _values.Build();

    private static uint HashOf(Vector flat, int row) => KeyHash.Narrow(ValueComparison.Hash(flat, row));

    // The slot that holds the value, or the empty one where it would go.
    private int Probe(Vector flat, int row, uint hash)
    {
        var mask = _slots.Length - 1;
        var values = Values;
        var at = (int)hash & mask;
        for (; _slots[at].Next != 0; at = (at + 1) & mask)
        {
            if (_slots[at].Hash == hash && ValueComparison.AreEqual(values, _slots[at].Next - 1, flat, row)) return at;
        }

        return at;
    }

    private void Rehash()
    {
        var slots = new (uint Hash, int Next)[_slots.Length * 4];
        var mask = slots.Length - 1;
        foreach (var slot in _slots)
        {
            if (slot.Next == 0) continue;
            var at = (int)slot.Hash & mask;
            while (slots[at].Next != 0) at = (at + 1) & mask;
            slots[at] = slot;
        }

        _slots = slots;
    }
}
