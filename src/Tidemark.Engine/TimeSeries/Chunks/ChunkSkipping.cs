using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>enable_chunk_skipping and disable_chunk_skipping. Ranges of all columns are kept for all blocks anyway; what is enabled is remembered for those who ask.</summary>
internal static class ChunkSkipping
{
    private const string Switch = "timescaledb.enable_chunk_skipping";

    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Add(routines, "enable_chunk_skipping", [new("column_stats_id", SqlTypes.Int4), new("enabled", SqlTypes.Bool)], Enable);
        Add(routines, "disable_chunk_skipping", [new("hypertable_id", SqlTypes.Int4), new("column_name", SqlTypes.Name), new("disabled", SqlTypes.Bool)], Disable);
    }

    private static void Add(RoutineCatalogBuilder routines, string name, TableFunctionColumn[] columns, Func<TableFunctionCall, IEnumerable<Batch>> invoke) => routines.Add(new TableFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Name, "column_name"), new(SqlTypes.Bool, "if_not_exists", "false")],
        Result = SqlTypes.Record,
        Columns = [.. columns],
        IsStrict = false,
        ReturnsOneRow = true,
        Volatility = Volatility.Volatile,
        Invoke = invoke,
    });

    private static IEnumerable<Batch> Enable(TableFunctionCall call)
    {
        var (table, name, session) = Target(call, "enable_chunk_skipping");
        var column = table.FindColumn(name) ?? throw CatalogErrors.NoColumn(name);
        if (!ChunkIntervals.IsTime(column.Type) && !ChunkIntervals.IsInteger(column.Type)) throw HypertableErrors.NoRangeOf(column.Type.DisplayName);
        var hypertable = table.Hypertable!;
        if (hypertable.ColumnRanges.FirstOrDefault(r => r.Column == column.Number) is { } existing)
        {
            if (!Arguments.Flag(call.Arguments[2], false)) throw HypertableErrors.RangesEnabled(name);
            call.Context.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.DuplicateObject, Message = $"already enabled for column \"{name}\", skipping" });
            return [OneRow.Of(call.Columns, existing.Id, true)];
        }

        var id = 1 + ChunkFacts.Hypertables(call.Context).SelectMany(t => t.Hypertable!.ColumnRanges).Select(r => r.Id).DefaultIfEmpty().Max();
        session.Transaction.Put(table with { Hypertable = hypertable with { ColumnRanges = hypertable.ColumnRanges.Add(new ColumnRange(id, column.Number)) } });
        return [OneRow.Of(call.Columns, id, true)];
    }

    private static IEnumerable<Batch> Disable(TableFunctionCall call)
    {
        var (table, name, session) = Target(call, "disable_chunk_skipping");
        var hypertable = table.Hypertable!;
        var number = table.FindColumn(name)?.Number;
        if (hypertable.ColumnRanges.FirstOrDefault(r => r.Column == number) is not { } existing)
        {
            if (!Arguments.Flag(call.Arguments[2], false)) throw HypertableErrors.RangesNotEnabled(name);
            call.Context.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.DuplicateObject, Message = $"statistics not enabled for column \"{name}\", skipping" });
            return [OneRow.Of(call.Columns, hypertable.Id, name, false)];
        }

        session.Transaction.Put(table with { Hypertable = hypertable with { ColumnRanges = hypertable.ColumnRanges.Remove(existing) } });
        return [OneRow.Of(call.Columns, hypertable.Id, name, true)];
    }

    private static (Table Table, string Column, SessionContext Session) Target(TableFunctionCall call, string function)
    {
        var (arguments, context) = (call.Arguments, call.Context);
        if (context.GetSetting(Switch) != "on") throw HypertableErrors.RangesSwitchedOff(Switch);
        var table = Arguments.OnlyHypertable(arguments[0], context);
        var column = Arguments.Text(arguments[1]) ?? throw HypertableErrors.CannotBeNull("column name");
        var session = context.Service<SessionContext>();
        return (HypertableChange.Lock(table, function, session), column, session);
    }
}
