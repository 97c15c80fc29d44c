using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.TimeSeries.Chunks;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>What time it is for a hypertable: that of the transaction, or what the function says that its integer time has.</summary>
internal static class TableNow
{
    /// <summary>Now, in the units of the hypertable's time dimension; null where time is a number and no function tells it.</summary>
    public static long? Of(Dimension time, SqlType type, SessionContext session)
    {
        if (ChunkIntervals.IsTime(type)) return session.Transaction.StartTime;
        if (time.IntegerNowFunction is not { } function) return null;
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

    /// <summary>A moment an interval before another, by the session's calendar.</summary>
    public static long Before(long now, Interval interval, SessionContext session)
    {
        var zone = new ZoneCursor(session.Format.TimeZone);
        return TimestampArithmetic.Subtract(now, interval, ref zone);
    }
}
