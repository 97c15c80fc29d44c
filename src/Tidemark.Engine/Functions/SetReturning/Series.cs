using System.Numerics;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;
using Interval = Tidemark.Types.Interval;
using Numeric = Tidemark.Types.Numeric;

namespace Tidemark.Engine.Functions;

/// <summary>generate_series of integers, numerics and timestamps, made batch by batch; generate_subscripts.</summary>
internal static class Series
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        Integers<int>(declare, Int4);
        Integers<long>(declare, Int8);
        Rows.Declare(declare, "generate_series", [SqlTypes.Numeric, SqlTypes.Numeric], SqlTypes.Numeric, call => Numerics(call, Numeric.One));
        Rows.Declare(declare, "generate_series", [SqlTypes.Numeric, SqlTypes.Numeric, SqlTypes.Numeric], SqlTypes.Numeric,
            call => Numerics(call, RowArgument<Numeric>.Read(call.Arguments[2], 0)));
        Rows.Declare(declare, "generate_series", [Timestamp, Timestamp, SqlTypes.Interval], Timestamp, call => Moments(call, (time, step) => TimestampArithmetic.Add(time, step)));
        Rows.Declare(declare, "generate_series", [TimestampTz, TimestampTz, SqlTypes.Interval], TimestampTz,
            call => Moments(call, (time, step) => Moment.Add(time, step, call.Context)), Volatility.Stable);
        Rows.Declare(declare, "generate_subscripts", [AnyArray, Int4], Int4, call => Subscripts(call, isReverse: false));
        Rows.Declare(declare, "generate_subscripts", [AnyArray, Int4, SqlTypes.Bool], Int4, call => Subscripts(call, VectorAccess.Get<bool>(call.Arguments[2], 0)));
    }

    private static void Integers<T>(Declarations declare, SqlType type)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Rows.Declare(declare, "generate_series", [type, type], type, call => Integers(call, T.One));
        Rows.Declare(declare, "generate_series", [type, type, type], type, call => Integers(call, VectorAccess.Get<T>(call.Arguments[2], 0)));
    }

    private static IEnumerable<Batch> Integers<T>(TableFunctionCall call, T step)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (step == T.Zero) throw StepZero();
        var next = VectorAccess.Get<T>(call.Arguments[0], 0);
        var last = VectorAccess.Get<T>(call.Arguments[1], 0);
        var isUp = T.IsPositive(step);
        var builder = new FixedVectorBuilder<T>(call.Columns[0].Type, call.BatchRows);
        var batch = new Batch();
        var isOver = false;
        while (!isOver)
        {
            call.Context.ThrowIfCancelled();
            builder.Reset();
            while (builder.Length < call.BatchRows)
            {
                isOver = isUp ? next > last : next < last;
                if (isOver) break;
                builder.Append(next);

                // The series ends where the type does.
                isOver = isUp ? next > T.MaxValue - step : next < T.MinValue - step;
                if (isOver) break;
                next += step;
            }

            if (builder.Length == 0) yield break;
            batch.Set([builder.Build()], builder.Length, null);
            yield return batch;
        }
    }

    private static IEnumerable<Batch> Numerics(TableFunctionCall call, Numeric step)
    {
        var next = RowArgument<Numeric>.Read(call.Arguments[0], 0);
        var last = RowArgument<Numeric>.Read(call.Arguments[1], 0);
        Require(next, "start value");
        Require(last, "stop value");
        Require(step, "step size");
        if (step.IsZero) throw StepZero();
        var builder = new BytesVectorBuilder(call.Columns[0].Type, call.BatchRows);
        return Rows.Stream(call, builder, () =>
        {
            if (step.Sign > 0 ? next > last : next < last) return false;
            next.Pack(builder);
            next += step;
            return true;
        });
    }

    private static void Require(Numeric value, string what)
    {
        if (!value.IsFinite) throw DataErrors.InvalidParameter($"{what} cannot be {(value.IsNaN ? "NaN" : "infinity")}");
    }

    private static IEnumerable<Batch> Moments(TableFunctionCall call, Func<long, Interval, long> add)
    {
        var next = VectorAccess.Get<long>(call.Arguments[0], 0);
        var last = VectorAccess.Get<long>(call.Arguments[1], 0);
        var step = VectorAccess.Get<Interval>(call.Arguments[2], 0);
        var direction = Int128.Sign(step.Span);
        if (direction == 0) throw StepZero();
        var builder = new FixedVectorBuilder<long>(call.Columns[0].Type, call.BatchRows);
        return Rows.Stream(call, builder, () =>
        {
            if (direction > 0 ? next > last : next < last) return false;
            builder.Append(next);
            next = add(next, step);
            return true;
        });
    }

    private static IEnumerable<Batch> Subscripts(TableFunctionCall call, bool isReverse)
    {
        var reader = new ArrayReader(VectorAccess.GetBytes(call.Arguments[0], 0));
        var dimension = VectorAccess.Get<int>(call.Arguments[1], 0);
        var (length, lower) = dimension >= 1 && dimension <= reader.Dimensions ? reader[dimension - 1] : new ArrayDimension(0, 1);
        return Rows.Of(call, builder =>
        {
            for (var i = 0; i < length; i++) RowResult<int>.Write(builder, lower + (isReverse ? length - 1 - i : i));
        });
    }

    private static SqlException StepZero() => DataErrors.InvalidParameter("step size cannot equal zero");
}
