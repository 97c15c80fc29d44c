using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Types;
using Tidemark.Vectors;
using Uuid = Tidemark.Types.Uuid;

namespace Tidemark.Engine.TimeSeries;

/// <summary>The functions of version 7 UUIDs.</summary>
internal static class UuidFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("generate_uuidv7", [], SqlTypes.Uuid, context => UuidTime.At(Clocks.Now(context.Clock), Random(context)), Volatility.Volatile);
        declare.Map<long, Uuid>("to_uuidv7", [SqlTypes.TimestampTz], SqlTypes.Uuid, (time, context) => UuidTime.At(time, Random(context)), Volatility.Volatile);
        declare.Map<long, Uuid>("to_uuidv7_boundary", [SqlTypes.TimestampTz], SqlTypes.Uuid, time => UuidTime.At(time, 0));
        declare.Map<Uuid, int>("uuid_version", [SqlTypes.Uuid], SqlTypes.Int4, UuidTime.Version);
        declare.Nullable("uuid_timestamp", [SqlTypes.Uuid], SqlTypes.TimestampTz, Time(UuidTime.Milliseconds));
        declare.Nullable("uuid_timestamp_micros", [SqlTypes.Uuid], SqlTypes.TimestampTz, Time(UuidTime.Microseconds));
    }

    // Other versions have none.
    private static RowFunction Time(Func<Uuid, long> time) => (arguments, row, result, _) =>
    {
        var target = (FixedVectorBuilder<long>)result;
        if (!arguments[0].IsNull(row) && VectorAccess.Get<Uuid>(arguments[0], row) is var id && UuidTime.Version(id) == 7) target.Append(time(id));
        else target.AppendNull();
    };

    private static ulong Random(FunctionContext context) => (ulong)context.Random.NextInt64(long.MinValue, long.MaxValue);
}
