using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// An aggregate over the frames of a window. A frame that only grows at its end from row to row is continued; any other is computed anew, once for neighbours that share it.
/// </summary>
internal sealed class WindowAggregate(BoundAggregate call, Vector[] arguments, Vector? filter, FunctionContext context)
{
    // Rows between two looks whether the statement was cancelled.
    private const int Unwatched = 1 << 16;

    private readonly AggregateCall _call = new([.. call.Arguments.Select(a => a.Type)], call.Type, context);

    private long _added;

    /// <summary>Appends the results for a partition's rows.</summary>
    /// <param name="first">The partition's first row among all.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="exclusion">Rows around the current one that are left out.</param>
    /// <param name="result">Receives a value a row.</param>
    public void Compute(int first, WindowPartition partition, FrameExclusion exclusion, VectorBuilder result)
    {
        var starts = partition.FrameStart;
        var ends = partition.FrameEnd;
        var accumulator = NewState();
        var start = 0;
        var end = 0;
        var value = VectorBuilder.Create(call.Type, 1);
        var isFresh = false;
        for (var row = 0; row < partition.Rows; row++)
        {
            var from = starts[row];
            var to = Math.Max(from, ends[row]);
            if (exclusion != FrameExclusion.NoOthers)
            {
                accumulator = NewState();
                AddExcept(accumulator, first, partition, row, from, to, exclusion);
                isFresh = false;
            }
            else if (row == 0 || from != start || to != end)
            {
                if (row == 0 || from != start || to < end)
                {
                    accumulator = NewState();
                    Add(accumulator, first, from, to);
                }
                else
                {
                    Add(accumulator, first, end, to);
                }

                (start, end) = (from, to);
                isFresh = false;
            }

            if (!isFresh)
            {
                value.Reset();
                accumulator.Emit(0, 1, value);
                isFresh = true;
            }

            result.AppendRow(value.Build(), 0);
        }
    }

    private Accumulator NewState()
    {
        var state = call.Function.CreateAccumulator(_call);
        state.Resize(1);
        return state;
    }

    private void AddExcept(Accumulator state, int first, WindowPartition partition, int row, int from, int to, FrameExclusion exclusion)
    {
        var (left, right) = exclusion == FrameExclusion.CurrentRow ? (row, row + 1) : (partition.PeerStart[row], partition.PeerEnd[row]);
        Add(state, first, from, Math.Min(to, left));
        if (exclusion == FrameExclusion.Ties && row >= from && row < to) Add(state, first, row, row + 1);
        Add(state, first, Math.Max(from, right), to);
    }

    private void Add(Accumulator state, int first, int from, int to)
    {
        // Frames that are computed anew for each row cost the square of the rows.
        if (++_added >= Unwatched)
        {
            _added = 0;
            context.ThrowIfCancelled();
        }

        if (to <= from) return;
        var rows = to - from;
        _added += rows;
        var values = new Vector[arguments.Length];
        for (var i = 0; i < values.Length; i++) values[i] = arguments[i].Slice(first + from, rows);
        var skips = call.Function.SkipsNulls && Array.Exists(values, v => !v.Validity.IsAllValid);
        if (filter is null && !skips)
        {
            state.UpdateSingle(values, rows, 0);
            return;
        }

        var chosen = new List<int>(rows);
        for (var i = 0; i < rows; i++)
        {
            var index = i;
            if (filter is not null && (filter.IsNull(first + from + i) || !VectorAccess.Get<bool>(filter, first + from + i))) continue;
            if (skips && Array.Exists(values, v => v.IsNull(index))) continue;
            chosen.Add(i);
        }

        if (chosen.Count == 0) return;
        for (var i = 0; i < values.Length; i++)
        {
            var builder = VectorBuilder.Create(values[i].Type, chosen.Count);
            builder.AppendGather(values[i], System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chosen));
            values[i] = builder.Build();
        }

        state.UpdateSingle(values, chosen.Count, 0);
    }
}
