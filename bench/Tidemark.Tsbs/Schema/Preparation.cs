using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Schema;

/// <summary>Creates the tables of a data set anew, and what a server lacks for the queries.</summary>
internal static class Preparation
{
    public static async Task CreateTablesAsync(Server server, Workload workload, CancellationToken cancel)
    {
        if (server.Kind == ServerKind.PostgreSql)
            await server.ExecuteAsync(TimeBucketFunction.Create, cancel);

        var statements = workload.Set == DataSet.Cpu ? CpuSchema.Create(server.HasHypertables) : IotSchema.Create(server.HasHypertables);
        foreach (var statement in statements)
            await server.ExecuteAsync(statement, cancel);
    }
}
