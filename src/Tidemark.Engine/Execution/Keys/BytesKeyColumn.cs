using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Keys that are equal when their bytes are: text, bytea.</summary>
internal sealed class BytesKeyColumn(SqlType type, bool groupsNulls) : KeyColumn(type, groupsNulls)
{
    private readonly BytesTable _table = new(type);
    private int _nullAt = int.MaxValue;

    /// <inheritdoc />
    public override long ByteSize => _table.ByteSize;

    /// <inheritdoc />
    public override void Freeze() => _ = _table.Values;

    /// <inheritdoc />
    public override void Emit(ReadOnlySpan<int> ids, VectorBuilder target)
    {
        var builder = (BytesVectorBuilder)target;
        var values = _table.Values;
        foreach (var id in ids)
        {
            if (id == _nullAt) builder.AppendNull();
            else builder.Append(values[id > _nullAt ? id - 1 : id]);
        }
    }

    /// <inheritdoc />
    protected override void AssignFlat(Vector values, Span<int> ids)
    {
        var flat = (BytesVector)values;
        var last = -1;
        for (var row = 0; row < ids.Length; row++)
        {
            if (flat.IsNull(row))
            {
                ids[row] = AssignNull();
                last = -1;
                continue;
            }

            if (last < 0 || !flat[row].SequenceEqual(flat[last]))
            {
                ids[row] = AssignRow(flat, row);
                last = row;
            }
            else
            {
                ids[row] = ids[last];
            }
        }
    }

    /// <inheritdoc />
    protected override int AssignRow(Vector flat, int row)
    {
        var place = _table.Assign(((BytesVector)flat)[row]);
        var id = place >= _nullAt ? place + 1 : place;
        if (id >= Count) Count = id + 1;
        return id;
    }

    /// <inheritdoc />
    protected override int FindRow(Vector flat, int row, FindScratch scratch)
    {
        var place = _table.Find(((BytesVector)flat)[row]);
        return place >= _nullAt ? place + 1 : place;
    }

    /// <inheritdoc />
    protected override int AddNull()
    {
        _nullAt = _table.Count;
        Count++;
        return _nullAt;
    }
}
