using System.Collections;
using System.Runtime.CompilerServices;

namespace Tidemark.Engine.Syntax;

/// <summary>An immutable list of nodes or names that compares by content. Its default value is the empty list.</summary>
[CollectionBuilder(typeof(SyntaxList), nameof(SyntaxList.Create))]
internal readonly struct SyntaxList<T> : IReadOnlyList<T>, IEquatable<SyntaxList<T>>
{
    private readonly T[]? _items;

    /// <summary>Takes over <paramref name="items"/>; the caller may not change it afterwards.</summary>
    internal SyntaxList(T[] items) => _items = items.Length == 0 ? null : items;

    public int Count => _items is null ? 0 : _items.Length;

    public bool IsEmpty => _items is null;

    public T this[int index] => (_items ?? [])[index];

    public ReadOnlySpan<T> Span => _items;

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (_items ?? []).GetEnumerator();

    public bool Equals(SyntaxList<T> other)
    {
        if (Count != other.Count) return false;
        for (var i = 0; i < Count; i++)
            if (!EqualityComparer<T>.Default.Equals(_items![i], other._items![i]))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is SyntaxList<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span) hash.Add(item);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", (IEnumerable<T>)this)}]";
}

/// <summary>Makes syntax lists, also from collection expressions.</summary>
internal static class SyntaxList
{
    public static SyntaxList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
