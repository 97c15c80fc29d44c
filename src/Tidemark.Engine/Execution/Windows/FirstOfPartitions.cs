using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Of a window of which only the first rows of each partition are wanted: drops the rows that come after so many others of their partition. Every now and then the rows are sorted and the others dropped;
/// from then on rows behind the last wanted one do not come in. One a worker; each worker's own first rows are enough.
/// </summary>
internal sealed class FirstOfPartitions(long wanted, SortBuffer buffer, FunctionContext context)
{
    private const int Slack = 4 * Batch.DefaultRows;

    private readonly SubBatch _narrowed = new();
    private int[] _passing = [];
    private RowKeys? _kept;

    // Of each partition the last wanted row; -1 while there are not so many.
    private int[] _last = [];
    private long _next = Slack;

    /// <summary>How many rows of each partition are wanted; null for all.</summary>
    public static long? Wanted(WindowNode node, QueryContext context)
    {
        if (node.FirstRows is not { } rows) return null;
        var value = new EvaluatorFactory(context).Create(rows).EvaluateConstant();
        if (value.IsNull(0)) return null;
        var count = value.Type.Kind switch
        {
            Types.TypeKind.Int2 => VectorAccess.Get<short>(value, 0),
            Types.TypeKind.Int4 => VectorAccess.Get<int>(value, 0),
            _ => VectorAccess.Get<long>(value, 0),
        };
        return Math.Max(count, 1);
    }

    /// <summary>The rows that may be among the first.</summary>
    /// <param name="batch">Rows.</param>
    /// <param name="partitions">The partition of each; those of the rows that are left come to the front.</param>
    public Batch? Pass(Batch batch, Span<int> partitions)
    {
        if (_kept is null) return batch;
        if (_passing.Length < batch.Length) _passing = new int[batch.Length];
        var keys = buffer.KeysOf(batch);
        var count = 0;
        for (var row = 0; row < batch.Length; row++)
        {
            var partition = partitions[row];
            var last = partition < _last.Length ? _last[partition] : -1;
            if (last >= 0 && keys.Compare(row, _kept, last) > 0) continue;
            partitions[count] = partition;
            _passing[count++] = row;
        }

        return count == 0 ? null : count == batch.Length ? batch : _narrowed.Of(batch, _passing.AsSpan(0, count));
    }

    /// <summary>Sorts rows out when there are enough of them.</summary>
    /// <param name="partitions">The partition of each kept row.</param>
    /// <param name="partitionCount">How many partitions there are.</param>
    public void Relieve(int[] partitions, int partitionCount)
    {
        if (buffer.Rows.Count < _next) return;
        var of = partitions.AsSpan(0, buffer.Rows.Count);
        var starts = new int[partitionCount + 1];
        foreach (var partition in of) starts[partition + 1]++;
        for (var i = 0; i < partitionCount; i++) starts[i + 1] += starts[i];
        var next = starts.AsSpan(0, partitionCount).ToArray();
        var rows = new int[of.Length];
        for (var row = 0; row < of.Length; row++) rows[next[of[row]]++] = row;
        var keys = buffer.CreateKeys();
        _last = new int[partitionCount];
        var count = 0;
        for (var partition = 0; partition < partitionCount; partition++)
        {
            var own = rows.AsSpan(starts[partition], starts[partition + 1] - starts[partition]);
            var kept = own.Length;
            _last[partition] = -1;
            if (own.Length > wanted)
            {
                keys.Sort(own, context);
                kept = (int)wanted;
                // Those that are equal to the last one have its rank.
                while (kept < own.Length && keys.Compare(own[kept], keys, own[(int)wanted - 1]) == 0) kept++;
                _last[partition] = count + (int)wanted - 1;
            }

            own[..kept].CopyTo(rows.AsSpan(count));
            partitions.AsSpan(count, kept).Fill(partition);
            count += kept;
        }

        buffer.Keep(rows.AsSpan(0, count));
        _kept = buffer.CreateKeys();
        _next = (2L * count) + Slack;
    }
}
