using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>set_integer_now_func: the clock of a hypertable whose time is a number.</summary>
internal static class IntegerNow
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new ScalarFunction
    {
        Schema = "public",
        Name = "set_integer_now_func",
        Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.RegProc, "integer_now_func"), new(SqlTypes.Bool, "replace_if_exists", "false")],
        Result = SqlTypes.Void,
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Kernel = new AdministrativeKernel(static (arguments, result, context) =>
        {
            if (!arguments[0].IsNull(0)) Set(arguments, context);
            result.AppendNull();
        }),
    });

    private static void Set(Vector[] arguments, FunctionContext context)
    {
        var session = context.Service<SessionContext>();
        var table = HypertableChange.Lock(Arguments.OnlyHypertable(arguments[0], context), "set_integer_now_func", session);
        var time = table.Hypertable!.TimeDimension;
        var type = table.Columns[time.Column - 1].Type;
        if (time.IntegerNowFunction is not null && !Arguments.Flag(arguments[2], false)) throw HypertableErrors.IntegerNowExists(table.Name);
        if (!ChunkIntervals.IsInteger(type)) throw HypertableErrors.IntegerNowOnTime();
        var oid = Arguments.Oid(arguments[1]);
        var function = context.Routines.Find(oid) ?? (context.Catalog.Find<UserRoutine>(oid) is { } own ? UserRoutines.Of(own, context.Catalog) : null);
        if (function is null or { Parameters.Length: > 0 } or { Volatility: Volatility.Volatile }) throw HypertableErrors.InvalidIntegerNow("A custom time function must take no arguments and be STABLE.");
        if (!function.Result.Is(type)) throw HypertableErrors.InvalidIntegerNow("The return type of the custom time function must be the same as the type of the time column of the hypertable.");
        HypertableChange.Replace(table, time, time with { IntegerNowFunction = $"{function.Schema}.{function.Name}" }, session);
    }
}
