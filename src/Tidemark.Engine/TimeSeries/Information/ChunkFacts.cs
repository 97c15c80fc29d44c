using Tidemark.Engine.Catalog;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.Information;

/// <summary>Hypertables and chunks in the terms in which TimescaleDB shows them.</summary>
internal static class ChunkFacts
{
    private const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>1970-01-01 in microseconds before 2000-01-01: TimescaleDB's catalog counts from there.</summary>
    private const long UnixEpoch = 946_684_800_000_000;

    /// <summary>The hypertables, in the order in which they were made.</summary>
    public static IEnumerable<Table> Hypertables(FunctionContext context) =>
        context.Catalog.Relations.OfType<Table>().Where(t => t.Hypertable is not null).OrderBy(t => t.Hypertable!.Id);

    /// <summary>The chunks of a hypertable, in the order in which they were made.</summary>
    public static IEnumerable<Chunk> Chunks(Table table, FunctionContext context) => context.Catalog.ChunksOf(table.Oid).All.OrderBy(c => c.ChunkId);

    /// <summary>The type of a dimension's column, without its modifier.</summary>
    public static SqlType TypeOf(Dimension dimension, Table table) => table.Columns[dimension.Column - 1].Type.WithModifier(-1);

    /// <summary>The type of what a dimension divides by: of its column's values, or of what a function makes of them.</summary>
    public static SqlType DividedTypeOf(Dimension dimension, Table table) => dimension.FunctionType ?? TypeOf(dimension, table);

    /// <summary>The bound of a slice as TimescaleDB's catalog has it: microseconds since 1970 for times, the value itself for numbers.</summary>
    public static long CatalogBound(long bound, SqlType type) =>
        bound is long.MinValue or long.MaxValue || !ChunkIntervals.IsTime(type) ? bound : bound + UnixEpoch;

    /// <summary>A width of time as an interval: days as far as they are whole.</summary>
    public static Interval ToInterval(long microseconds) => new(microseconds % MicrosecondsPerDay, (int)(microseconds / MicrosecondsPerDay), 0);
}
