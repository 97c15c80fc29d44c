using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>What a hypothetical-set aggregate tells about a row that is not there.</summary>
internal enum HypotheticalRank
{
    /// <summary>rank.</summary>
    Rank,

    /// <summary>dense_rank.</summary>
    DenseRank,

    /// <summary>percent_rank.</summary>
    PercentRank,

    /// <summary>cume_dist.</summary>
    CumulativeDistribution,
}

/// <summary>
/// rank, dense_rank, percent_rank and cume_dist WITHIN GROUP: where a row of the direct arguments would stand among the rows, which come in order. The direct arguments come first, then as
/// many ordering columns.
/// </summary>
internal sealed class HypotheticalAccumulator(AggregateCall call, HypotheticalRank wanted) : CollectingAccumulator(call)
{
    /// <inheritdoc />
    protected override void EmitEmpty(VectorBuilder result) => Append(result, 0, 0, 0, 0);

    /// <inheritdoc />
    protected override void Emit(ReadOnlySpan<Vector> columns, ReadOnlySpan<int> rows, VectorBuilder result)
    {
        int before = 0, distinct = 0, upTo = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var order = Compare(columns, rows[i]);
            if (order <= 0) upTo++;
            if (order >= 0) continue;
            before++;
            if (i == 0 || !AreEqual(columns, rows[i - 1], rows[i])) distinct++;
        }

        Append(result, rows.Length, before, distinct, upTo);
    }

    private void Append(VectorBuilder result, int rows, int before, int distinct, int upTo)
    {
        switch (wanted)
        {
            case HypotheticalRank.Rank:
                ((FixedVectorBuilder<long>)result).Append(before + 1);
                break;
            case HypotheticalRank.DenseRank:
                ((FixedVectorBuilder<long>)result).Append(distinct + 1);
                break;
            case HypotheticalRank.PercentRank:
                ((FixedVectorBuilder<double>)result).Append(rows == 0 ? 0 : (double)before / rows);
                break;
            default:
                ((FixedVectorBuilder<double>)result).Append((upTo + 1.0) / (rows + 1.0));
                break;
        }
    }

    // A row of the group against the one that is not there.
    private int Compare(ReadOnlySpan<Vector> columns, int row)
    {
        var keys = columns.Length / 2;
        for (var i = 0; i < keys; i++)
        {
            var (value, wantedValue) = (columns[keys + i], columns[i]);
            var (descending, nullsFirst) = Call.Order[i];
            int order;
            if (value.IsNull(row) || wantedValue.IsNull(row)) order = value.IsNull(row) == wantedValue.IsNull(row) ? 0 : value.IsNull(row) == nullsFirst ? -1 : 1;
            else order = ValueComparison.Compare(value, row, wantedValue, row) * (descending ? -1 : 1);
            if (order != 0) return order;
        }

        return 0;
    }

    private static bool AreEqual(ReadOnlySpan<Vector> columns, int a, int b)
    {
        for (var i = columns.Length / 2; i < columns.Length; i++)
            if (!ArrayFunctions.Same(columns[i], a, columns[i], b))
                return false;
        return true;
    }
}
