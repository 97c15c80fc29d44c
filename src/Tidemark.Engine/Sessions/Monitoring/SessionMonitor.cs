using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Transactions;

namespace Tidemark.Engine.Sessions;

/// <summary>What a session is told about all sessions.</summary>
internal sealed class SessionMonitor(SessionContext session) : ISessionMonitor
{
    // The transaction whose number somebody knows.
    private Transaction? _numbered;

    /// <inheritdoc />
    public IReadOnlyList<ActivityRow> Activity() => [.. session.Instance.Sessions.OrderBy(s => s.ProcessId).Select(Row)];

    /// <inheritdoc />
    public IReadOnlyList<LockRow> Locks() => session.Database.Locks.List();

    /// <inheritdoc />
    public IReadOnlyList<int> BlockersOf(int processId) =>
        session.Instance.FindSession(processId) is { } other ? other.Context.Database.Locks.BlockersOf(other.Context.LockGroup) : [];

    /// <inheritdoc />
    public long? TransactionNumber(bool assigns)
    {
        var transaction = session.Transaction;
        if (assigns) Volatile.Write(ref _numbered, transaction);
        return transaction.HasChanges || ReferenceEquals(Volatile.Read(ref _numbered), transaction) ? transaction.StartTime : null;
    }

    /// <inheritdoc />
    public bool Cancel(int processId)
    {
        if (session.Instance.FindSession(processId) is not { } other) return false;
        other.Cancel();
        return true;
    }

    /// <inheritdoc />
    public bool Terminate(int processId)
    {
        if (session.Instance.FindSession(processId) is not { } other) return false;
        other.Terminate();
        return true;
    }

    private static ActivityRow Row(Session other)
    {
        var context = other.Context;
        var activity = context.Activity;
        var wait = context.LockGroup.Wait;
        var isActive = activity.State == "active";
        return new ActivityRow(other.ProcessId, other.DatabaseName, context.User, context.Settings.Get("application_name"))
        {
            BackendStart = activity.BackendStart,
            TransactionStart = Known(activity.TransactionStart),
            QueryStart = Known(activity.QueryStart),
            StateChange = Known(activity.StateChange),
            WaitType = wait is not null ? "Lock" : isActive ? null : "Client",
            WaitEvent = wait switch
            {
                TargetWait { Target.Advisory: not null } => "advisory",
                TargetWait { Target.IsTransaction: true } => "transactionid",
                TargetWait { Target.Name: not null } => "object",
                TargetWait => "relation",
                RowWait => "transactionid",
                _ => isActive ? null : "ClientRead",
            },
            State = activity.State,
            Query = activity.Query,
        };
    }

    private static long? Known(long time) => time == 0 ? null : time;
}
