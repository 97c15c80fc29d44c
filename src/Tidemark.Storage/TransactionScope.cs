using System.Collections.Immutable;

namespace Tidemark.Storage;

/// <summary>What all changes of one transaction share: its private units and the files among them, to be adopted by the commit or removed.</summary>
internal sealed class TransactionScope(Store store)
{
    public Store Store { get; } = store;

    public bool CanExtend(TailUnit tail, int visibleRows, ChunkLayout layout) =>
        Store is not null && tail.Conversion is null && tail.Rows == visibleRows && layout.HasColumnsOf(tail.Layout);

    public TailUnit NewTail(ChunkLayout layout) => new(Store.NextUnitId(), layout);

    public ImmutableArray<UnitVersion> Settle(ImmutableArray<UnitVersion> own) => Store is null ? [] : own;

    public void Appended(TailUnit tail) => _ = (Store, tail);
}
