using System.Collections.Immutable;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>The columns of a chunk and the order of its rows within segments.</summary>
/// <param name="Columns">The columns, in the order in which appended batches bring them.</param>
/// <param name="ClusteringKey">What segments are sorted by; empty keeps the order of arrival.</param>
public sealed record ChunkLayout(ImmutableArray<ColumnLayout> Columns, ImmutableArray<SortColumn> ClusteringKey)
{
    /// <summary>
    /// The keys, each a list of column ids, for which segments get membership filters. Their types must be such as <see cref="KeyHashes.Supports"/>; a key with another column gets none.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Filters { get; init; } = [];

    /// <summary>Whether the chunk is in the column store: at rest it is one run, encoded as well as can be. Rows that come meanwhile lie beside it.</summary>
    public bool IsColumnstore { get; init; }

    /// <summary>The place of a column in <see cref="Columns"/>, or -1.</summary>
    public int IndexOf(int columnId)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].ColumnId == columnId) return i;
        }

        return -1;
    }

    /// <summary>The column with this id; it must exist.</summary>
    public ColumnLayout Column(int columnId) => Columns[IndexOf(columnId)];

    /// <summary>These columns in the order of another layout's key and with its filters, as far as it names columns that are here.</summary>
    internal ChunkLayout InOrderOf(ChunkLayout other)
    {
        var key = other.ClusteringKey.TakeWhile(k => IndexOf(k.ColumnId) >= 0).ToImmutableArray();
        return this with
        {
            ClusteringKey = key.SequenceEqual(ClusteringKey) ? ClusteringKey : key,
            Filters = [.. other.Filters.Where(f => f.All(id => IndexOf(id) >= 0))],
            IsColumnstore = other.IsColumnstore,
        };
    }

    /// <summary>Whether a key can have a filter.</summary>
    internal bool CanFilter(ImmutableArray<int> columnIds) => columnIds.All(id => IndexOf(id) is >= 0 and var at && KeyHashes.Supports(Columns[at].Type));

    /// <summary>Whether rows written under the other layout have the same physical columns in the same places.</summary>
    internal bool HasColumnsOf(ChunkLayout other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (Columns.Length != other.Columns.Length) return false;
        for (var i = 0; i < Columns.Length; i++)
        {
            if (Columns[i].ColumnId != other.Columns[i].ColumnId || Columns[i].Type.Physical != other.Columns[i].Type.Physical) return false;
        }

        return true;
    }
}

/// <summary>One column of a chunk.</summary>
/// <param name="ColumnId">Stable for the life of the table and never used again: a rename keeps it, a change of physical type gives another.</param>
/// <param name="Type">The SQL type of its values.</param>
/// <param name="Missing">The value of rows that were written before the column existed: a flat vector of one row; null for SQL null.</param>
public sealed record ColumnLayout(int ColumnId, SqlType Type, Vector? Missing = null);

/// <summary>One column of a clustering key.</summary>
/// <param name="ColumnId">The column.</param>
/// <param name="Descending">Whether the greatest value comes first.</param>
/// <param name="NullsFirst">Whether nulls come before all values.</param>
public sealed record SortColumn(int ColumnId, bool Descending, bool NullsFirst);
