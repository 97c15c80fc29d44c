using Npgsql;

namespace Tidemark.Tsbs.Servers;

/// <summary>How many bytes the tables take on disk.</summary>
internal static class DiskUsage
{
    /// <summary>Null when the server cannot say and no directory was given.</summary>
    public static async Task<long?> OfAsync(Server server, string table, CancellationToken cancel)
    {
        try
        {
            var function = server.HasHypertables ? "hypertable_size" : "pg_total_relation_size";
            return await server.ScalarAsync<long>($"SELECT {function}('{table}')", cancel);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.FeatureNotSupported)
        {
            return null;
        }
    }

    /// <summary>Everything below the server's directory: log and catalog too.</summary>
    public static long? OfDirectory(Server server) =>
        server.Directory?.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
}
