using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Functions;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>The functions of _timescaledb_functions that clients call: between the numbers of TimescaleDB's catalog and SQL's times, and the hash of a hash dimension.</summary>
internal static class InternalTime
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        var declare = new Declarations(routines, "_timescaledb_functions");
        declare.Map<long, long>("to_timestamp", [SqlTypes.Int8], SqlTypes.TimestampTz, FromUnix);
        declare.Map<long, long>("to_timestamp_without_timezone", [SqlTypes.Int8], SqlTypes.Timestamp, FromUnix);
        declare.Map<long, long>("to_unix_microseconds", [SqlTypes.TimestampTz], SqlTypes.Int8, ToUnix);
        declare.Map<long, Interval>("to_interval", [SqlTypes.Int8], SqlTypes.Interval, ChunkFacts.ToInterval);
        foreach (var type in new[] { SqlTypes.TimestampTz, SqlTypes.Timestamp }) declare.Map<long, long>("time_to_internal", [type], SqlTypes.Int8, ToUnix);
        declare.Function("get_partition_hash", [SqlTypes.AnyElement], SqlTypes.Int4, new HashKernel());
    }

    private static long FromUnix(long microseconds) => microseconds is long.MinValue or long.MaxValue ? microseconds : microseconds + ChunkSlicing.UnixEpoch;

    private static long ToUnix(long time) => time is long.MinValue or long.MaxValue ? time : time - ChunkSlicing.UnixEpoch;

    private sealed class HashKernel : ScalarKernel
    {
        public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
        {
            var hashes = (FixedVectorBuilder<int>)result;
            for (var row = 0; row < rows; row++)
            {
                if (arguments[0].IsNull(row)) hashes.AppendNull();
                else hashes.Append((int)PartitionHash.Of(arguments[0], row));
            }

            return hashes.Build();
        }
    }
}
