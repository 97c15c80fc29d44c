using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.Partitioning;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>Rows that come late, aggregated by themselves, wait in the transaction's changes to be merged into what a continuous aggregate keeps: see <see cref="RollupMerging"/>.</summary>
internal static class LateRows
{
    /// <summary>How many aggregated rows wait at most.</summary>
    public const int Limit = 16_384;

    // Data exceptions, and names that this session does not see: what the query makes of the rows, if anything, is the refresh's to say.
    private static readonly string[] s_excused = ["22", "42"];

    /// <summary>Lets new rows of a source wait, those without a key and those at the ends of time left out.</summary>
    /// <param name="view">The aggregate.</param>
    /// <param name="source">The source.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="session">The session.</param>
    /// <returns>Whether they wait now; if not, what they belong to is to be marked.</returns>
    public static bool TryNote(View view, Table source, Batch rows, SessionContext session)
    {
        if (view.Rollup!.Merging is not { } merging) return false;

        // Nobody drops the aggregate before this transaction ends, and with it the place where the rows wait.
        session.Lock(view.Oid, TableLockMode.RowExclusive);
        if (!ReferenceEquals(session.Catalog.Find<View>(view.Oid), view) || session.Catalog.Find<Table>(view.Rollup.TableOid) is not { } kept) return false;
        var room = Limit - session.Transaction.View(merging.StorageId).RowCount;
        if (room <= 0 || Aggregate(view, source, rows, kept, room, session) is not { } late) return false;
        session.Transaction.Append(merging.StorageId, late);
        return true;
    }

    // Null where there are more than wanted, or where the query fails.
    private static Batch? Aggregate(View view, Table source, Batch rows, Table kept, long most, SessionContext session)
    {
        var columns = kept.StoredColumns.Select(c => VectorBuilder.Create(c.Type)).ToArray();
        var key = view.Rollup!.KeyColumn - 1;
        try
        {
            var (plan, given) = session.RollupPlans.OfLate(view, source);
            using var use = given.Give(rows);
            using var stream = Operators.Open(plan.Root, Plans.Context(session, []));
            while (stream.Next() is { } batch)
            {
                if (columns[0].Length + batch.Length > most) return null;
                var keys = batch.Column(key);
                var buckets = new long[batch.Length];
                ChunkSlicing.Coordinates(kept.Hypertable!.TimeDimension, batch.Column(view.Rollup.Buckets.Column - 1), buckets);
                for (var row = 0; row < batch.Length; row++)
                {
                    if (keys.IsNull(row) || buckets[row] is long.MinValue or long.MaxValue) continue;
                    for (var i = 0; i < columns.Length; i++) columns[i].AppendRow(batch.Column(i), row);
                }
            }
        }
        catch (SqlException error) when (Array.IndexOf(s_excused, error.State.Class) >= 0)
        {
            return null;
        }

        Vector[] late = [.. columns.Select(c => c.Detach())];
        return new Batch(late, late[0].Length);
    }
}
