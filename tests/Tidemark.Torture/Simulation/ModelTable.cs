using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Torture.Simulation;

/// <summary>
/// The chunks of a simulated history: id (bigint), tag (text), value (float8, sometimes null), and extra int columns that come and go. A row's values follow from its id,
/// so that any two rows differ and a wrong one shows.
/// </summary>
internal static class ModelTable
{
    private const int Id = 1, Tag = 2, Value = 3, FirstExtra = 10;

    public static ChunkLayout Layout(ImmutableArray<int> extras) => new(
        [
            new ColumnLayout(Id, SqlTypes.Int8), new ColumnLayout(Tag, SqlTypes.Text), new ColumnLayout(Value, SqlTypes.Float8),
            .. extras.Select(e => new ColumnLayout(FirstExtra + e, SqlTypes.Int4, Missing(e) is { } missing ? new FixedVector<int>(SqlTypes.Int4, [missing], 1) : null)),
        ],
        [new SortColumn(Tag, false, false), new SortColumn(Id, true, false)]);

    /// <summary>The layout in one of three orders.</summary>
    public static ChunkLayout InOrder(ChunkLayout layout, int order) => layout with
    {
        ClusteringKey = order switch
        {
            0 => [new SortColumn(Tag, false, false), new SortColumn(Id, true, true)],
            1 => [new SortColumn(Value, true, false), new SortColumn(Id, false, false)],
            _ => [new SortColumn(Id, true, true)],
        },
    };

    public static Batch Rows(IReadOnlyList<long> ids, ImmutableArray<int> extras)
    {
        var id = new FixedVectorBuilder<long>(SqlTypes.Int8);
        var tag = new BytesVectorBuilder(SqlTypes.Text);
        var value = new FixedVectorBuilder<double>(SqlTypes.Float8);
        foreach (var row in ids)
        {
            id.Append(row);
            tag.Append(Encoding.UTF8.GetBytes(TagOf(row)));
            if (row % 5 == 0) value.AppendNull();
            else value.Append(row / 8.0);
        }

        var columns = new List<Vector> { id.Detach(), tag.Detach(), value.Detach() };
        foreach (var extra in extras)
        {
            var column = new FixedVectorBuilder<int>(SqlTypes.Int4);
            foreach (var row in ids) column.Append(ExtraOf(row, extra));
            columns.Add(column.Detach());
        }

        return new Batch([.. columns], ids.Count);
    }

    /// <summary>What a chunk should show, as <see cref="Read"/> gives it.</summary>
    public static List<string> Expect(ModelChunk chunk) => [.. chunk.Rows.Select(row => Text(row.Key, row.Value, chunk.Extras))];

    /// <summary>All rows of a chunk by id, as text.</summary>
    public static List<string> Read(ChunkView view, ImmutableArray<int> extras)
    {
        var rows = new List<(long Id, string Text)>();
        Scan(view, [Id, Tag, Value, .. extras.Select(e => FirstExtra + e)], [], rowIds: false, batch =>
        {
            var text = new StringBuilder();
            for (var row = 0; row < batch.Length; row++)
            {
                var id = VectorAccess.Get<long>(batch.Column(0), row);
                text.Clear().Append(id).Append('|').Append(Encoding.UTF8.GetString(VectorAccess.GetBytes(batch.Column(1), row))).Append('|');
                if (!batch.Column(2).IsNull(row)) text.Append(CultureInfo.InvariantCulture, $"{VectorAccess.Get<double>(batch.Column(2), row)}");
                for (var c = 3; c < batch.ColumnCount; c++)
                {
                    text.Append('|');
                    if (!batch.Column(c).IsNull(row)) text.Append(VectorAccess.Get<int>(batch.Column(c), row));
                }

                rows.Add((id, text.ToString()));
            }
        });
        return [.. rows.OrderBy(r => r.Id).Select(r => r.Text)];
    }

    /// <summary>The row ids, for deleting, of rows whose id lies between two.</summary>
    public static long[] RowIds(ChunkView view, long low, long high)
    {
        var found = new List<long>();
        Scan(view, [], [ColumnFilter.Range(Id, Bound(low), true, Bound(high), true)], rowIds: true, batch =>
        {
            for (var row = 0; row < batch.Length; row++) found.Add(VectorAccess.Get<long>(batch.Column(0), row));
        });
        return [.. found];
    }

    private static void Scan(ChunkView view, ImmutableArray<int> columns, ImmutableArray<ColumnFilter> filters, bool rowIds, Action<Batch> take)
    {
        var request = new ScanRequest { ColumnIds = columns, Filters = filters, RowIds = rowIds };
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch)) take(batch);
        }
    }

    private static string Text(long id, ImmutableArray<int> written, ImmutableArray<int> shown)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{id}|{TagOf(id)}|");
        if (id % 5 != 0) text.Append(CultureInfo.InvariantCulture, $"{id / 8.0}");
        foreach (var extra in shown)
        {
            text.Append('|');
            if (written.Contains(extra)) text.Append(ExtraOf(id, extra));
            else text.Append(Missing(extra));
        }

        return text.ToString();
    }

    private static FixedVector<long> Bound(long value) => new(SqlTypes.Int8, [value], 1);

    private static string TagOf(long id) => $"tag-{id % 7}";

    private static int ExtraOf(long id, int extra) => unchecked((int)((id * 31) + extra));

    private static int? Missing(int extra) => extra % 2 == 0 ? null : extra * 1000;
}
