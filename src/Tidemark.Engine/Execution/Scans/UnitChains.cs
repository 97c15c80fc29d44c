using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Storage;
using Tidemark.Types;

namespace Tidemark.Engine.Execution;

/// <summary>
/// The units of a scan put together to as few sorted sequences as greedy taking finds: the rows of a unit in a chain all come behind those of the unit before it, as the ranges of the first column tell.
/// </summary>
internal sealed class UnitChains
{
    private UnitChains(List<List<UnitView>> chains, List<UnitView> unsorted)
    {
        Chains = chains;
        Unsorted = unsorted;
    }

    /// <summary>The sorted sequences.</summary>
    public List<List<UnitView>> Chains { get; }

    /// <summary>The units whose rows are not in the order.</summary>
    public List<UnitView> Unsorted { get; }

    /// <summary>Puts units together.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="request">What is scanned: units without rows that pass are left out. Null for all.</param>
    /// <param name="clustering">The beginning of the clustering key that is asked for.</param>
    /// <param name="first">The column that the order begins with.</param>
    /// <param name="type">Its type.</param>
    public static UnitChains Of(IEnumerable<ChunkView> chunks, ScanRequest? request, ImmutableArray<SortColumn> clustering, SortColumn first, SqlType type)
    {
        var unsorted = new List<UnitView>();
        var single = new List<List<UnitView>>();
        var ranged = new List<Ranged>();
        foreach (var chunk in chunks)
        {
            var isSorted = IsPrefix(clustering, chunk.Layout.ClusteringKey);
            foreach (var unit in chunk.Units)
            {
                if (unit.RowCount == 0 || (request is not null && unit.Test(request) == BlockMatch.None)) continue;
                if (!isSorted || unit.SortedColumns < clustering.Length) unsorted.Add(unit);
                else if (unit.Statistics(first.ColumnId) is { HasRange: true, Nulls: 0 } known) ranged.Add(new Ranged(unit, known));
                else single.Add([unit]);
            }
        }

        var chains = Chain(ranged, first.Descending, type);
        chains.AddRange(single);
        return new UnitChains(chains, unsorted);
    }

    /// <summary>How the rows of some chunks lie.</summary>
    public static RowArrangement Arrangement(IEnumerable<ChunkView> chunks, Table table, ImmutableArray<SortColumn> clustering)
    {
        var views = chunks.ToList();
        var chains = Of(views, null, clustering, clustering[0], table.Columns[clustering[0].ColumnId - 1].Type);
        return new RowArrangement(chains.Chains.Count, chains.Unsorted.Sum(u => (long)u.RowCount), views.Sum(v => v.RowCount));
    }

    private static List<List<UnitView>> Chain(List<Ranged> units, bool descending, SqlType type)
    {
        units.Sort((a, b) => descending ? Compare(b.Statistics.Max(type)!, a.Statistics.Max(type)!) : Compare(a.Statistics.Min(type)!, b.Statistics.Min(type)!));
        var chains = new List<List<UnitView>>();
        var ends = new List<ColumnStatistics>();
        foreach (var (unit, known) in units)
        {
            var at = 0;
            while (at < chains.Count && !Follows(known, ends[at])) at++;
            if (at == chains.Count)
            {
                chains.Add([]);
                ends.Add(default);
            }

            chains[at].Add(unit);
            ends[at] = known;
        }

        return chains;

        bool Follows(ColumnStatistics next, ColumnStatistics last) => descending ? Compare(next.Max(type)!, last.Min(type)!) < 0 : Compare(next.Min(type)!, last.Max(type)!) > 0;
    }

    private static int Compare(Vectors.Vector a, Vectors.Vector b) => ValueComparison.Compare(a, 0, b, 0);

    private static bool IsPrefix(ImmutableArray<SortColumn> part, ImmutableArray<SortColumn> whole) => whole.Length >= part.Length && whole.AsSpan(0, part.Length).SequenceEqual(part.AsSpan());

    private readonly record struct Ranged(UnitView Unit, ColumnStatistics Statistics);
}
