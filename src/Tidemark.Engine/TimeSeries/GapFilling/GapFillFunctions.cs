using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Engine.TimeSeries;

/// <summary>time_bucket_gapfill, locf and interpolate.</summary>
internal static class GapFillFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Integers<short>(declare, Int2);
        Integers<int>(declare, Int4);
        Integers<long>(declare, Int8);
        Times(declare, Timestamp, new TimeBucketKernel());
        Times(declare, TimestampTz, new TimeBucketKernel());
        Times(declare, Date, new RowKernel<Interval, int, int>((width, date, _) => TimeBucket.BucketDate(width, date, null, null)));
        declare.Named(
            "time_bucket_gapfill",
            [new(SqlTypes.Interval, "bucket_width"), new(TimestampTz, "ts"), new(Text, "timezone"), new(TimestampTz, "start", "NULL"), new(TimestampTz, "finish", "NULL")],
            TimestampTz,
            new GapFillKernel(new ZonedBucketKernel(), TimestampTz, hasZone: true),
            isStrict: false);

        declare.Named("locf", [new(AnyElement, "value"), new(AnyElement, "prev", "NULL"), new(Bool, "treat_null_as_missing", "false")], AnyElement, new FillKernel(false), isStrict: false);
        foreach (var type in new[] { Int2, Int4, Int8, Float4, Float8 })
        {
            declare.Named("interpolate", [new(type, "value"), new(Record, "prev", "NULL"), new(Record, "next", "NULL")], type, new FillKernel(true), isStrict: false);
        }
    }

    private static void Integers<T>(Declarations declare, SqlType type)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        declare.Named("time_bucket_gapfill", Parameters(type, type), type, new GapFillKernel(new BinaryKernel<T, T, T, BucketInteger<T>>(), type, hasZone: false), isStrict: false);

    private static void Times(Declarations declare, SqlType type, ScalarKernel bucket) =>
        declare.Named("time_bucket_gapfill", Parameters(SqlTypes.Interval, type), type, new GapFillKernel(bucket, type, hasZone: false), isStrict: false);

    private static ImmutableArray<RoutineParameter> Parameters(SqlType width, SqlType time) =>
        [new(width, "bucket_width"), new(time, "ts"), new(time, "start", "NULL"), new(time, "finish", "NULL")];

    /// <summary>locf and interpolate where no gaps are filled.</summary>
    private sealed class FillKernel(bool isInterpolation) : ScalarKernel, IFillKernel
    {
        public bool IsInterpolation => isInterpolation;

        public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) => arguments[0];
    }

    /// <summary>time_bucket by the wall clock of a zone, with its three first arguments.</summary>
    private sealed class ZonedBucketKernel : StrictKernel
    {
        protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
        {
            var constant = arguments[2] is ConstantVector && !arguments[2].IsNull(0) ? ZoneSpecifier.Parse(RowArgument<string>.Read(arguments[2], 0)) : null;
            var target = (FixedVectorBuilder<long>)result;
            for (var row = 0; row < rows; row++)
            {
                if (AnyNull(arguments, row))
                {
                    target.AppendNull();
                    continue;
                }

                var zone = constant ?? ZoneSpecifier.Parse(RowArgument<string>.Read(arguments[2], row));
                target.Append(TimeBucket.BucketInZone(VectorAccess.Get<Interval>(arguments[0], row), VectorAccess.Get<long>(arguments[1], row), zone, null, null));
            }
        }
    }
}
