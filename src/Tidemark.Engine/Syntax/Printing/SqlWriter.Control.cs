using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Printing;

/// <summary>Transactions, settings, maintenance.</summary>
internal sealed partial class SqlWriter
{
    private SqlWriter Control(Statement statement) => statement switch
    {
        BeginStatement s => Word(s.IsStart ? "START TRANSACTION" : "BEGIN").Modes(s.Modes),
        CommitStatement s => Word("COMMIT").WordIf(s.AndChain, " AND CHAIN"),
        RollbackStatement s => Word("ROLLBACK").WordIf(s.AndChain, " AND CHAIN"),
        SavepointStatement s => Word("SAVEPOINT ").Identifier(s.Name),
        ReleaseSavepointStatement s => Word("RELEASE SAVEPOINT ").Identifier(s.Name),
        RollbackToSavepointStatement s => Word("ROLLBACK TO SAVEPOINT ").Identifier(s.Name),
        PrepareTransactionStatement s => Word("PREPARE TRANSACTION ").String(s.Identifier),
        CommitPreparedStatement s => Word("COMMIT PREPARED ").String(s.Identifier),
        RollbackPreparedStatement s => Word("ROLLBACK PREPARED ").String(s.Identifier),
        SetTransactionStatement s => Word("SET ").WordIf(s.IsLocal, "LOCAL ")
            .Word(s.IsSessionDefault ? "SESSION CHARACTERISTICS AS TRANSACTION" : "TRANSACTION").Modes(s.Modes),
        SetTransactionSnapshotStatement s => Word("SET TRANSACTION SNAPSHOT ").String(s.Snapshot),
        SetConstraintsStatement s => Word("SET CONSTRAINTS ").Word(s.Constraints.IsEmpty ? "ALL" : "").List(s.Constraints, QualifiedItem)
            .Word(s.IsDeferred ? " DEFERRED" : " IMMEDIATE"),
        SetStatement s => Word("SET ").WordIf(s.Scope == SettingScope.Local, "LOCAL ").Setting(s),
        ResetStatement s => Word("RESET ").SettingName(s.Name),
        ShowStatement s => Word("SHOW ").SettingName(s.Name),
        VacuumStatement s => Word(s.IsVacuum ? "VACUUM" : "ANALYZE").ParenthesizedIf(" ", s.Options, UtilityOption)
            .ListIf(" ", s.Targets, target => Name(target.Table).Names(target.Columns)),
        CheckpointStatement => Word("CHECKPOINT"),
        ClusterStatement s => Word("CLUSTER").ParenthesizedIf(" ", s.Options, UtilityOption).NameIf(" ", s.Table).IdentifierIf(" USING ", s.Index),
        ReindexStatement s => Word("REINDEX").ParenthesizedIf(" ", s.Options, UtilityOption).Word($" {s.Kind.ToString().ToUpperInvariant()} ")
            .WordIf(s.IsConcurrent, "CONCURRENTLY ").Name(s.Name),
        LockStatement s => Word("LOCK TABLE ").List(s.Tables, TableItem).Word($" IN {Words(s.Mode)} MODE").WordIf(s.NoWait, " NOWAIT"),
        DiscardStatement s => Word("DISCARD ").Word(s.Target.ToString().ToUpperInvariant()),
        _ => Definition(statement),
    };

    private SqlWriter Modes(TransactionModes modes)
    {
        if (modes.Isolation is { } level)
        {
            Word(" ISOLATION LEVEL ").Word(level switch
            {
                IsolationLevel.ReadUncommitted => "READ UNCOMMITTED",
                IsolationLevel.ReadCommitted => "READ COMMITTED",
                IsolationLevel.RepeatableRead => "REPEATABLE READ",
                _ => "SERIALIZABLE",
            });
        }
        if (modes.IsReadOnly is { } isReadOnly) Word(isReadOnly ? " READ ONLY" : " READ WRITE");
        if (modes.IsDeferrable is { } isDeferrable) Word(isDeferrable ? " DEFERRABLE" : " NOT DEFERRABLE");
        return this;
    }

    private SqlWriter Setting(SetStatement s)
    {
        // An interval is possible in SQL's own spelling only.
        if (s.Values is [TypedLiteral zone]) return Word("TIME ZONE ").TypedLiteral(zone);
        SettingName(s.Name);
        if (s.FromCurrent) return Word(" FROM CURRENT");
        return s.Values.IsEmpty ? Word(" TO DEFAULT") : Word(" TO ").List(s.Values, value => Expression(value));
    }

    private SqlWriter SettingName(string? name) => Word(name is null ? "ALL" : string.Join('.', name.Split('.').Select(Quote)));

    private static string Words(LockMode mode) => mode switch
    {
        LockMode.AccessShare => "ACCESS SHARE",
        LockMode.RowShare => "ROW SHARE",
        LockMode.RowExclusive => "ROW EXCLUSIVE",
        LockMode.ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
        LockMode.Share => "SHARE",
        LockMode.ShareRowExclusive => "SHARE ROW EXCLUSIVE",
        LockMode.Exclusive => "EXCLUSIVE",
        _ => "ACCESS EXCLUSIVE",
    };
}
