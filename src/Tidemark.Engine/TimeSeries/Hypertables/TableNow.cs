using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>What time it is for a hypertable: that of the transaction, or what the function says that its integer time has.</summary>
internal static class TableNow
{
    /// <summary>Now, in the units of the hypertable's time dimension; null where time is a number and no function tells it.</summary>
    public static long? Of(Table table, SessionContext session)
    {
        var time = table.Hypertable!.TimeDimension;
        if (ChunkIntervals.IsTime(ChunkFacts.DividedTypeOf(time, table))) return session.Transaction.StartTime;
        if (FunctionOf(table, session) is not { } function) return null;
        var dot = function.IndexOf('.', StringComparison.Ordinal);
        var name = $"{SyntaxPrinter.QuoteIdentifier(function[..dot])}.{SyntaxPrinter.QuoteIdentifier(function[(dot + 1)..])}";
        foreach (var batch in InternalQuery.Run($"SELECT {name}()", session))
        {
            var value = VectorBuilder.Create(batch.Column(0).Type, 1);
            value.AppendRow(batch.Column(0), 0);
            var now = value.Build();
            return now.IsNull(0) ? null : TimeArgument.Coordinate(now);
        }

        return null;
    }

    /// <summary>The function that tells integer time, as schema.name: what keeps the rows of a continuous aggregate goes by the hypertable below. Null where there is none.</summary>
    public static string? FunctionOf(Table table, SessionContext session)
    {
        for (var at = table; at is not null;)
        {
            if (at.Hypertable?.TimeDimension.IntegerNowFunction is { } function) return function;
            var view = session.Catalog.RollupOf(at.Oid);
            at = view is null ? null : session.Catalog.Find<Table>(view.Rollup!.Main.TableOid);
        }

        return null;
    }

    /// <summary>A moment an interval before another, by the session's calendar; the least moment where the interval reaches beyond.</summary>
    public static long Before(long now, Interval interval, SessionContext session)
    {
        // A month may have 31 days.
        if (now - interval.Span - ((Int128)interval.Months * Calendar.MicrosPerDay) < Calendar.MinTimestamp) return Calendar.MinTimestamp;
        var zone = new ZoneCursor(session.Format.TimeZone);
        return TimestampArithmetic.Subtract(now, interval, ref zone);
    }
}
