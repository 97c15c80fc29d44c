using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage;

/// <summary>
/// A condition on one column that storage evaluates exactly, and uses to skip segments and blocks. Rows whose value is null pass only <see cref="NullFilter"/>.
/// Values compare as SQL compares them: NaN equals itself and is the greatest number, negative zero equals zero, bytes compare as unsigned bytes.
/// </summary>
public abstract record ColumnFilter
{
    private protected ColumnFilter(int columnId) => ColumnId = columnId;

    /// <summary>The column.</summary>
    public int ColumnId { get; }

    /// <summary>The only values that pass; null where that is no list.</summary>
    internal virtual Vector? Members => null;

    /// <summary>
    /// Whether ranges and sets can be asked of a type: its physical order and equality are SQL's. Not so for numeric, char(n), json, jsonb, interval, arrays and composites.
    /// </summary>
    public static bool Supports(SqlType type) => PhysicalOrder.IsSqlOrder(type);

    /// <summary>column = value.</summary>
    /// <param name="columnId">The column.</param>
    /// <param name="value">A flat vector of one row of the column's physical type, not null.</param>
    public static ColumnFilter Equal(int columnId, Vector value) => new RangeFilter(columnId, value, true, value, true);

    /// <summary>column between two bounds.</summary>
    /// <param name="columnId">The column.</param>
    /// <param name="low">A flat vector of one row, not null; null for no lower bound.</param>
    /// <param name="lowInclusive">Whether the lower bound itself passes.</param>
    /// <param name="high">A flat vector of one row, not null; null for no upper bound.</param>
    /// <param name="highInclusive">Whether the upper bound itself passes.</param>
    public static ColumnFilter Range(int columnId, Vector? low, bool lowInclusive, Vector? high, bool highInclusive) =>
        new RangeFilter(columnId, low, lowInclusive, high, highInclusive);

    /// <summary>column IN (values).</summary>
    /// <param name="columnId">The column.</param>
    /// <param name="values">A flat vector without nulls; duplicates do no harm; empty lets nothing pass.</param>
    public static ColumnFilter In(int columnId, Vector values) => new SetFilter(columnId, values);

    /// <summary>column between the least and the greatest of some values, nulls left out; null where all are null.</summary>
    /// <param name="columnId">The column.</param>
    /// <param name="values">Values of the column's physical type, in any shape.</param>
    public static ColumnFilter? Spanning(int columnId, Vector values)
    {
        var (least, greatest) = (-1, -1);
        for (var row = 0; row < values.Length; row++)
        {
            if (values.IsNull(row)) continue;
            if (least < 0) least = greatest = row;
            else if (ValueComparison.Compare(values, row, values, least) < 0) least = row;
            else if (ValueComparison.Compare(values, row, values, greatest) > 0) greatest = row;
        }

        if (least < 0) return null;
        var bounds = VectorBuilder.Create(values.Type, 2);
        bounds.AppendRow(values, least);
        bounds.AppendRow(values, greatest);
        var pair = bounds.Detach();
        return new RangeFilter(columnId, pair.Slice(0, 1), true, pair.Slice(1, 1), true);
    }

    /// <summary>The value of another column lies in a range that belongs to the value of a column.</summary>
    /// <param name="columnId">The column with the keys: integers, or bytes for which <see cref="Supports"/> holds.</param>
    /// <param name="keys">A flat vector of keys without nulls; a key may have several ranges.</param>
    /// <param name="rangeColumnId">The other column, of a type kept as an integer.</param>
    /// <param name="lows">The least value of each key's range.</param>
    /// <param name="highs">The greatest value of each key's range; ranges of one key do not overlap.</param>
    public static ColumnFilter KeyedRanges(int columnId, Vector keys, int rangeColumnId, ReadOnlyMemory<long> lows, ReadOnlyMemory<long> highs) =>
        new KeyedRangesFilter(columnId, keys, rangeColumnId, lows.ToArray(), highs.ToArray());

    /// <summary>column IS NULL.</summary>
    public static ColumnFilter IsNull(int columnId) => new NullFilter(columnId, true);

    /// <summary>column IS NOT NULL.</summary>
    public static ColumnFilter IsNotNull(int columnId) => new NullFilter(columnId, false);
}

/// <summary>A range, see <see cref="ColumnFilter.Range"/>.</summary>
public sealed record RangeFilter : ColumnFilter
{
    internal RangeFilter(int columnId, Vector? low, bool lowInclusive, Vector? high, bool highInclusive)
        : base(columnId)
    {
        Low = low;
        LowInclusive = lowInclusive;
        High = high;
        HighInclusive = highInclusive;
    }

    /// <summary>The lower bound, one row; null for none.</summary>
    public Vector? Low { get; }

    /// <summary>Whether the lower bound itself passes.</summary>
    public bool LowInclusive { get; }

    /// <summary>The upper bound, one row; null for none.</summary>
    public Vector? High { get; }

    /// <summary>Whether the upper bound itself passes.</summary>
    public bool HighInclusive { get; }

    /// <inheritdoc />
    internal override Vector? Members => ReferenceEquals(Low, High) && LowInclusive && HighInclusive ? Low : null;
}

/// <summary>Membership in a set, see <see cref="ColumnFilter.In"/>.</summary>
public sealed record SetFilter : ColumnFilter
{
    internal SetFilter(int columnId, Vector values)
        : base(columnId) => Values = values;

    /// <summary>The members.</summary>
    public Vector Values { get; }

    /// <inheritdoc />
    internal override Vector? Members => Values;
}

/// <summary>Ranges of one column by the values of another, see <see cref="ColumnFilter.KeyedRanges"/>.</summary>
public sealed record KeyedRangesFilter : ColumnFilter
{
    internal KeyedRangesFilter(int columnId, Vector keys, int rangeColumnId, long[] lows, long[] highs)
        : base(columnId) => (Keys, RangeColumnId, Lows, Highs) = (keys, rangeColumnId, lows, highs);

    /// <summary>The keys, one for each range.</summary>
    public Vector Keys { get; }

    /// <summary>The column that the ranges are of.</summary>
    public int RangeColumnId { get; }

    internal long[] Lows { get; }

    internal long[] Highs { get; }

    /// <inheritdoc />
    internal override Vector? Members => Keys;
}

/// <summary>A test for null.</summary>
public sealed record NullFilter : ColumnFilter
{
    internal NullFilter(int columnId, bool passNulls)
        : base(columnId) => PassNulls = passNulls;

    /// <summary>True for IS NULL, false for IS NOT NULL.</summary>
    public bool PassNulls { get; }
}
