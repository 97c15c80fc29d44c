using System.Collections.Immutable;
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
    private static readonly ImmutableArray<RoutineParameter> Time = [new(SqlTypes.TimestampTz, "ts")];
    private static readonly ImmutableArray<RoutineParameter> Id = [new(SqlTypes.Uuid, "uuid")];

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Map("generate_uuidv7", [], SqlTypes.Uuid, context => UuidTime.At(Clocks.Now(context.Clock), Random(context)), Volatility.Volatile);
        declare.Named("to_uuidv7", Time, SqlTypes.Uuid, new RowKernel<long, Uuid>((time, context) => UuidTime.At(time, Random(context))) { IsPerRow = true }, Volatility.Volatile);
        declare.Named("to_uuidv7_boundary", Time, SqlTypes.Uuid, new RowKernel<long, Uuid>((time, _) => UuidTime.At(time, 0)));
        declare.Named("uuid_version", Id, SqlTypes.Int4, new RowKernel<Uuid, int>((id, _) => UuidTime.Version(id)));
        declare.Named("uuid_timestamp", Id, SqlTypes.TimestampTz, new DirectKernel(TimeOf(UuidTime.Milliseconds)));
        declare.Named("uuid_timestamp_micros", Id, SqlTypes.TimestampTz, new DirectKernel(TimeOf(UuidTime.Microseconds)));
    }

    // Other versions have none.
    private static RowFunction TimeOf(Func<Uuid, long> time) => (arguments, row, result, _) =>
    {
        var target = (FixedVectorBuilder<long>)result;
        if (VectorAccess.Get<Uuid>(arguments[0], row) is var id && UuidTime.Version(id) == 7) target.Append(time(id));
        else target.AppendNull();
    };

    private static ulong Random(FunctionContext context) => (ulong)context.Random.NextInt64(long.MinValue, long.MaxValue);
}
