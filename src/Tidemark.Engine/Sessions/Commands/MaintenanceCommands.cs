using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>VACUUM, ANALYZE and CHECKPOINT.</summary>
internal static class MaintenanceCommands
{
    /// <summary>
    /// VACUUM drops deleted rows and merges what belongs together, now; with FULL every chunk ends as one sorted run. Statistics are exact and kept with the rows, so ANALYZE has nothing to gather.
    /// </summary>
    public static CommandResult Vacuum(VacuumStatement statement, SessionContext session)
    {
        var command = statement.IsVacuum ? "VACUUM" : "ANALYZE";
        var (isFull, isAnalyze) = Options(statement, command);
        if (statement.IsVacuum) session.RequireOutsideBlock(command);
        var tables = new List<SchemaObject>();
        foreach (var target in statement.Targets)
        {
            var relation = session.GetRelation(target.Table);
            if (statement.IsVacuum && target.Columns.Count > 0 && !isAnalyze) throw MaintenanceErrors.ColumnsWithoutAnalyze();
            if (relation is Table or Chunk) tables.Add(relation);
            else if (relation is View { Rollup: { } rollup }) tables.Add(session.Catalog.Find<Table>(rollup.TableOid)!);
            else session.Notice(MaintenanceErrors.Skipped(target.Table.Object, statement.IsVacuum));
        }

        if (!statement.IsVacuum) return command;
        if (statement.Targets.Count == 0) tables.AddRange(session.Catalog.Relations.OfType<Table>().OrderBy(t => t.Oid));
        Settle(tables, isFull, session);
        session.Database.Store.Checkpoint();
        return command;
    }

    /// <summary>Merges what belongs together in tables, in the order of their indexes and with their filters.</summary>
    public static void Settle(IEnumerable<SchemaObject> tables, bool isFull, SessionContext session)
    {
        try
        {
            session.Database.Store.Vacuum([.. tables.SelectMany(t => StorageOf(t, session))], isFull, session.Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw session.CancellationError();
        }
    }

    public static CommandResult Checkpoint(SessionContext session)
    {
        session.Database.Store.Checkpoint();
        return "CHECKPOINT";
    }

    private static (bool IsFull, bool IsAnalyze) Options(VacuumStatement statement, string command)
    {
        var (isFull, isAnalyze) = (false, false);
        foreach (var option in statement.Options)
        {
            var isOn = option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;
            switch (option.Name)
            {
                case "full" when statement.IsVacuum:
                    isFull = isOn;
                    break;
                case "analyze" when statement.IsVacuum:
                    isAnalyze = isOn;
                    break;
                case "verbose" or "skip_locked":
                    break;
                // How PostgreSQL goes about pages, indexes and old transaction numbers, none of which there are.
                case "freeze" or "disable_page_skipping" or "index_cleanup" or "truncate" or "parallel" or "process_toast" when statement.IsVacuum:
                    break;
                default:
                    throw MaintenanceErrors.UnknownOption(command, option.Name, option.Position);
            }
        }

        return (isFull, isAnalyze);
    }

    private static IEnumerable<long> StorageOf(SchemaObject relation, SessionContext session) => relation switch
    {
        Table table => TableStorage.Of(table, session.Catalog),
        Chunk chunk => [chunk.StorageId],
        _ => [],
    };
}
