namespace Tidemark.Engine.Sessions;

/// <summary>Runs statements in a session of the engine's own, as a client would.</summary>
internal static class StatementRun
{
    /// <summary>Runs a statement in a transaction of its own; rows that it gives are dropped.</summary>
    public static void Execute(this Session session, string sql)
    {
        try
        {
            foreach (var statement in session.PrepareScript(sql))
            {
                using var portal = session.Bind(statement, []);
                while (portal.Next(int.MaxValue) is not null)
                {
                    // Nobody asks for the rows.
                }
            }

            session.CompleteImplicitTransaction();
        }
        catch
        {
            session.Abort();
            throw;
        }
    }
}
