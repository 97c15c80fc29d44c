using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// Runs a statement until it has not met with changes of others. PostgreSQL looks again at the newest version of the row that it waited for and nothing else; here the whole statement
/// sees the newest state, so that all it does belongs to one moment. Locks that an attempt took are kept: who came first stays first.
/// </summary>
internal static class StatementAttempts
{
    /// <summary>Carries out an action that has given nothing away until it is done.</summary>
    public static T Run<T>(SessionContext session, Func<T> attempt, Action? reset = null)
    {
        var before = session.Transaction.State;
        while (true)
        {
            try
            {
                return attempt();
            }
            catch (StatementRestart)
            {
                reset?.Invoke();
                session.ThrowIfCancelled();
                session.Transaction.Restore(before);
                session.Transaction.Refresh();
            }
        }
    }

    /// <summary>What becomes of rows that somebody else has changed: 40001 where the transaction keeps its first snapshot, another attempt where it does not.</summary>
    public static Exception Conflict(Transaction transaction) =>
        transaction.KeepsSnapshot ? StorageErrors.ConcurrentUpdate() : new StatementRestart();
}
