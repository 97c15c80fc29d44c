using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Connections;
using Tidemark.Server.Monitoring;

namespace Tidemark.Server.Hosting;

/// <summary>
/// Opens the databases of an instance while the server begins to listen, so that clients do not wait for a recovery that nobody has asked for yet, nor the first of them for
/// the compilation of the engine.
/// </summary>
internal static class DatabaseOpening
{
    private static readonly Dictionary<string, string> s_settings = new() { ["application_name"] = "tidemark" };

    /// <summary>Begins; the task never fails.</summary>
    public static Task Begin(Instance instance, Func<ILogger> log) => Task.Run(() =>
    {
        try
        {
            instance.OpenDatabases((database, error) => ServerLog.DatabaseUnusable(log(), database, error.Error.State, error.Error.Message));
            RunFirst(instance);
        }
        catch (SqlException)
        {
            // No database of that name, or no login: nothing is owed to anybody yet.
        }
        catch (ObjectDisposedException)
        {
            // Stopped before it was started.
        }
        catch (Exception defect)
        {
            ServerLog.OpeningFailed(log(), defect);
        }
    });

    private static void RunFirst(Instance instance)
    {
        using var session = instance.Connect(ServerState.SuperUser, ServerState.SuperUser, s_settings);
        using var portal = session.Bind(session.Prepare("SELECT 1", [], isNamed: false), []);
        while (portal.Next(int.MaxValue) is not null)
        {
        }

        session.CompleteImplicitTransaction();
    }
}
