using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>An accumulator that takes what storage knows of a block in the place of the block's rows: count, min, max, sum, avg of a column.</summary>
internal interface IStatisticsAccumulator
{
    /// <summary>Whether statistics of this kind are enough. They are exact; for an aggregate without arguments only <see cref="ColumnStatistics.Rows"/> is set.</summary>
    bool Accepts(in ColumnStatistics statistics);

    /// <summary>Adds the rows that the statistics are of to a group.</summary>
    /// <param name="statistics">Statistics that <see cref="Accepts"/> said yes to.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="group">The group, for which there is room.</param>
    void Add(in ColumnStatistics statistics, SqlType type, int group);
}
