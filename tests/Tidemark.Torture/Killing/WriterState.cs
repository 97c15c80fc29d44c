using System.Collections.Immutable;

namespace Tidemark.Torture.Killing;

/// <summary>What one writer's rows and tables should be after some of its transactions.</summary>
/// <param name="Rows">Its rows of the table <c>t</c>: id and value.</param>
/// <param name="Readings">Its rows of the hypertable <c>m</c>: number and value.</param>
/// <param name="Tables">Its own tables by number: rows, and whether the second column was added.</param>
internal sealed record WriterState(ImmutableSortedDictionary<long, long> Rows, ImmutableSortedDictionary<long, long> Readings, ImmutableSortedDictionary<int, (int Rows, bool HasExtra)> Tables)
{
    public static WriterState Empty { get; } = new(ImmutableSortedDictionary<long, long>.Empty, ImmutableSortedDictionary<long, long>.Empty, ImmutableSortedDictionary<int, (int Rows, bool HasExtra)>.Empty);

    /// <summary>The lines in which a host tells what it found.</summary>
    public IEnumerable<string> Lines() =>
    [
        .. Rows.Select(r => $"t {r.Key} {r.Value}"),
        .. Readings.Select(r => $"m {r.Key} {r.Value}"),
        .. Tables.Select(t => $"own {t.Key} {t.Value.Rows} {(t.Value.HasExtra ? 7 * t.Value.Rows : -1)}"),
    ];
}
