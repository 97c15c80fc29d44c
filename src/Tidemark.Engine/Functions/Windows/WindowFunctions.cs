using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>The functions that make sense over a window only.</summary>
internal static class WindowFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Ranks(declare);
        Offsets(declare);
        Frames(declare);
    }

    private static void Declare(Declarations declare, string name, ImmutableArray<RoutineParameter> parameters, SqlType result, Action<WindowPartition, VectorBuilder> compute, bool needsFrame = true, bool countsRowsBefore = false) =>
        declare.Add(new WindowFunction { Name = name, Parameters = parameters, Result = result, Compute = compute, NeedsFrame = needsFrame, CountsRowsBefore = countsRowsBefore });

    private static void Ranks(Declarations declare)
    {
        Declare(declare, "row_number", [], Int8, (partition, result) =>
        {
            var target = ((FixedVectorBuilder<long>)result).AppendUninitialized(partition.Rows);
            for (var row = 0; row < target.Length; row++) target[row] = row + 1;
        }, needsFrame: false, countsRowsBefore: true);
        Declare(declare, "rank", [], Int8, (partition, result) =>
        {
            var target = ((FixedVectorBuilder<long>)result).AppendUninitialized(partition.Rows);
            var peers = partition.PeerStart;
            for (var row = 0; row < target.Length; row++) target[row] = peers[row] + 1;
        }, countsRowsBefore: true);
        Declare(declare, "dense_rank", [], Int8, (partition, result) =>
        {
            var target = ((FixedVectorBuilder<long>)result).AppendUninitialized(partition.Rows);
            var peers = partition.PeerStart;
            var rank = 0L;
            for (var row = 0; row < target.Length; row++) target[row] = peers[row] == row ? ++rank : rank;
        });
        Declare(declare, "percent_rank", [], Float8, (partition, result) =>
        {
            var target = ((FixedVectorBuilder<double>)result).AppendUninitialized(partition.Rows);
            var peers = partition.PeerStart;
            for (var row = 0; row < target.Length; row++) target[row] = partition.Rows <= 1 ? 0 : peers[row] / (double)(partition.Rows - 1);
        });
        Declare(declare, "cume_dist", [], Float8, (partition, result) =>
        {
            var target = ((FixedVectorBuilder<double>)result).AppendUninitialized(partition.Rows);
            var ends = partition.PeerEnd;
            for (var row = 0; row < target.Length; row++) target[row] = ends[row] / (double)partition.Rows;
        });
        Declare(declare, "ntile", [new(Int4)], Int4, NTile, needsFrame: false);
    }

    private static void NTile(WindowPartition partition, VectorBuilder result)
    {
        var target = (FixedVectorBuilder<int>)result;
        if (partition.Rows == 0) return;
        if (partition.Arguments[0].IsNull(0))
        {
            for (var row = 0; row < partition.Rows; row++) target.AppendNull();
            return;
        }

        var buckets = VectorAccess.Get<int>(partition.Arguments[0], 0);
        if (buckets <= 0) throw Fault(SqlState.InvalidArgumentForNtile, "argument of ntile must be greater than zero");
        var (size, larger) = Math.DivRem(partition.Rows, buckets);
        for (int row = 0, bucket = 1, used = 0; row < partition.Rows; row++)
        {
            if (used == size + (bucket <= larger ? 1 : 0)) (bucket, used) = (bucket + 1, 0);
            target.Append(bucket);
            used++;
        }
    }

    private static void Offsets(Declarations declare)
    {
        foreach (var (name, direction) in new[] { ("lag", -1), ("lead", 1) })
        {
            Declare(declare, name, [new(AnyElement)], AnyElement, (partition, result) => Shift(partition, direction, result), needsFrame: false);
            Declare(declare, name, [new(AnyElement), new(Int4)], AnyElement, (partition, result) => Shift(partition, direction, result), needsFrame: false);
            Declare(declare, name, [new(AnyCompatible), new(Int4), new(AnyCompatible)], AnyCompatible, (partition, result) => Shift(partition, direction, result), needsFrame: false);
        }
    }

    private static void Shift(WindowPartition partition, int direction, VectorBuilder result)
    {
        var arguments = partition.Arguments;
        if (arguments.Length == 1)
        {
            ShiftByOne(arguments[0], partition.Rows, direction, result);
            return;
        }

        for (var row = 0; row < partition.Rows; row++)
        {
            if (arguments[1].IsNull(row))
            {
                result.AppendNull();
                continue;
            }

            var offset = VectorAccess.Get<int>(arguments[1], row);
            var from = row + ((long)direction * offset);
            if (from >= 0 && from < partition.Rows) result.AppendRow(arguments[0], (int)from);
            else if (arguments.Length > 2) result.AppendRow(arguments[2], row);
            else result.AppendNull();
        }
    }

    private static void ShiftByOne(Vector values, int rows, int direction, VectorBuilder result)
    {
        if (rows == 0) return;
        if (direction < 0) result.AppendNull();
        result.AppendRange(values, direction < 0 ? 0 : 1, rows - 1);
        if (direction > 0) result.AppendNull();
    }

    private static void Frames(Declarations declare)
    {
        Declare(declare, "first_value", [new(AnyElement)], AnyElement, (partition, result) =>
        {
            for (var row = 0; row < partition.Rows; row++) Pick(partition, partition.FrameRow(row, 0), result);
        });
        Declare(declare, "last_value", [new(AnyElement)], AnyElement, (partition, result) =>
        {
            for (var row = 0; row < partition.Rows; row++) Pick(partition, partition.LastFrameRow(row), result);
        });
        Declare(declare, "nth_value", [new(AnyElement), new(Int4)], AnyElement, (partition, result) =>
        {
            for (var row = 0; row < partition.Rows; row++)
            {
                if (partition.Arguments[1].IsNull(row))
                {
                    result.AppendNull();
                    continue;
                }

                var n = VectorAccess.Get<int>(partition.Arguments[1], row);
                if (n <= 0) throw Fault(SqlState.InvalidArgumentForNthValue, "argument of nth_value must be greater than zero");
                Pick(partition, partition.FrameRow(row, n - 1), result);
            }
        });
    }

    private static void Pick(WindowPartition partition, long from, VectorBuilder result)
    {
        if (from >= 0) result.AppendRow(partition.Arguments[0], (int)from);
        else result.AppendNull();
    }

    private static SqlException Fault(SqlState state, string message) => new(new SqlError { State = state, Message = message });
}
