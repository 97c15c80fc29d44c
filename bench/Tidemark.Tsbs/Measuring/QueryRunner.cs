using System.Diagnostics;
using Npgsql;
using Tidemark.Tsbs.Data;
using Tidemark.Tsbs.Queries;
using Tidemark.Tsbs.Servers;

namespace Tidemark.Tsbs.Measuring;

/// <summary>
/// Runs queries on the target and the peer in turns, so that whatever else the machine does hits both. Each repetition
/// draws hosts and windows anew; both servers get the same text.
/// </summary>
/// <param name="repetitions">Timed runs of each query on each server, times <see cref="BenchmarkQuery.Times"/>.</param>
/// <param name="checks">Instances of each query whose rows are compared; they also warm the servers up.</param>
internal sealed class QueryRunner(Workload workload, int repetitions, int checks)
{
    public async Task<QueryMeasurement> MeasureAsync(BenchmarkQuery query, Server target, Server? peer, CancellationToken cancel)
    {
        await using var targetConnection = await target.Source.OpenConnectionAsync(cancel);
        await using var peerConnection = peer is null ? null : await peer.Source.OpenConnectionAsync(cancel);

        var result = new QueryMeasurement(query.Name);
        string? difference = null;
        for (var instance = 0; instance < checks * query.Times && result is { TargetError: null, PeerError: null } && difference is null or ""; instance++)
        {
            var sql = query.Sql(new QueryDraw(workload, query.Name, instance));
            var (left, targetError) = await TryReadAsync(targetConnection, sql, cancel);
            var (right, peerError) = peerConnection is null ? (null, null) : await TryReadAsync(peerConnection, sql, cancel);
            result = result with { TargetError = targetError, PeerError = peerError };
            if (left is not null && right is not null)
                difference = RowSet.Compare(left, right, query.Ordered);
        }

        var targetTimes = new List<double>();
        var peerTimes = new List<double>();
        long targetRows = 0, peerRows = 0;
        var (targetBefore, peerBefore) = (target.ProcessorTime(), peer?.ProcessorTime());
        for (var instance = 0; instance < repetitions * query.Times; instance++)
        {
            var sql = query.Sql(new QueryDraw(workload, query.Name, instance));
            var targetFirst = instance % 2 == 0;
            if (targetFirst && result.TargetError is null)
                targetRows = await TimeAsync(targetConnection, sql, targetTimes, cancel);
            if (peerConnection is not null && result.PeerError is null)
                peerRows = await TimeAsync(peerConnection, sql, peerTimes, cancel);
            if (!targetFirst && result.TargetError is null)
                targetRows = await TimeAsync(targetConnection, sql, targetTimes, cancel);
        }

        return result with
        {
            Difference = difference,
            Target = targetTimes.Count == 0 ? null : Timing.Of(targetTimes, targetRows) with { ProcessorMs = (target.ProcessorTime() - targetBefore)?.TotalMilliseconds / (repetitions * query.Times) },
            Peer = peerTimes.Count == 0 ? null : Timing.Of(peerTimes, peerRows) with { ProcessorMs = (peer!.ProcessorTime() - peerBefore)?.TotalMilliseconds / (repetitions * query.Times) },
        };
    }

    private static async Task<(RowSet? Rows, string? Error)> TryReadAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        try
        {
            return (await RowSet.ReadAsync(connection, sql, cancel), null);
        }
        catch (PostgresException error)
        {
            return (null, $"{error.SqlState}: {error.MessageText}");
        }
    }

    /// <summary>From sending the text to having the last row; rows are received but not decoded.</summary>
    private static async Task<long> TimeAsync(NpgsqlConnection connection, string sql, List<double> times, CancellationToken cancel)
    {
        var rows = 0L;
        var watch = Stopwatch.StartNew();
        await using (var command = new NpgsqlCommand(sql, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
                rows++;
        }

        times.Add(watch.Elapsed.TotalMilliseconds);
        return rows;
    }
}
