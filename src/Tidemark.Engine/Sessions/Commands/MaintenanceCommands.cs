using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>VACUUM, ANALYZE and CHECKPOINT.</summary>
internal static class MaintenanceCommands
{
    /// <summary>
    /// Statistics are exact and kept with the rows, so ANALYZE has nothing to gather; VACUUM writes tails out, which is what tidies up here. Tables that are named must exist.
    /// </summary>
    public static CommandResult Vacuum(VacuumStatement statement, SessionContext session)
    {
        if (statement.IsVacuum) session.RequireOutsideBlock("VACUUM");
        foreach (var target in statement.Targets) session.GetRelation(target.Table);
        if (statement.IsVacuum) session.Database.Store.Checkpoint();
        return statement.IsVacuum ? "VACUUM" : "ANALYZE";
    }

    public static CommandResult Checkpoint(SessionContext session)
    {
        session.Database.Store.Checkpoint();
        return "CHECKPOINT";
    }
}
