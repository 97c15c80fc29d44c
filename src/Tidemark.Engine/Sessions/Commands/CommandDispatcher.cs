using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Routines;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Finds the code that carries a command out, and what columns it gives.</summary>
internal static class CommandDispatcher
{
    /// <summary>Carries a command out in the session's transaction.</summary>
    public static CommandResult Execute(Statement statement, SessionContext session) => statement switch
    {
        BeginStatement s => TransactionCommands.Begin(s, session),
        CommitStatement s => TransactionCommands.Commit(s, session),
        RollbackStatement s => TransactionCommands.Rollback(s, session),
        SavepointStatement s => TransactionCommands.Save(s, session),
        ReleaseSavepointStatement s => TransactionCommands.Release(s, session),
        RollbackToSavepointStatement s => TransactionCommands.RollbackTo(s, session),
        SetTransactionStatement s => TransactionCommands.SetModes(s, session),
        SetStatement s => SettingCommands.Set(s, session),
        ResetStatement s => SettingCommands.Reset(s, session),
        ShowStatement s => SettingCommands.Show(s, session),
        CreateSchemaStatement s => CreateSchema.Execute(s, session),
        CreateTableStatement s => CreateTable.Execute(s, session),
        CreateTableAsStatement s => CreateTableAs.Execute(s, session),
        CreateMaterializedViewStatement s => MaterializedViews.Create(s, session),
        RefreshMaterializedViewStatement s => MaterializedViews.Refresh(s, session),
        CreateIndexStatement s => CreateIndex.Execute(s, session),
        CreateViewStatement s => CreateView.Execute(s, session),
        CreateRuleStatement s => throw (session.FindRelation(s.Table) is Table { Hypertable: not null } ? HypertableErrors.NoRules() : InternalErrors.NotSupported("CREATE RULE", s.Position)),
        CreateFunctionStatement s => CreateRoutine.Execute(s, session),
        AlterFunctionStatement s => AlterRoutine.Execute(s, session),
        DropFunctionStatement s => DropRoutines.Execute(s, session),
        DoStatement s => BlockRunner.Execute(s, session),
        CreateSequenceStatement s => CreateSequence.Execute(s, session),
        CreateEnumStatement s => TypeCommands.CreateEnum(s, session),
        CreateCompositeTypeStatement s => TypeCommands.CreateComposite(s, session),
        AlterCompositeTypeStatement s => AlterCompositeType.Execute(s, session),
        AddEnumValueStatement s => TypeCommands.AddValue(s, session),
        RenameEnumValueStatement s => TypeCommands.RenameValue(s, session),
        CreateDomainStatement s => DomainCommands.Create(s, session),
        AlterDomainStatement s => DomainCommands.Alter(s, session),
        CreateExtensionStatement s => CreateExtension.Execute(s, session),
        CreateDatabaseStatement s => DatabaseCommands.Create(s, session),
        DropDatabaseStatement s => DatabaseCommands.Drop(s, session),
        CreateRoleStatement s => RoleCommands.Create(s, session),
        GrantStatement s => GrantPrivileges.Execute(s, session),
        GrantRoleStatement s => RoleMemberships.Execute(s, session),
        AlterDefaultPrivilegesStatement s => GrantPrivileges.AlterDefaults(s, session),
        ReassignOwnedStatement s => OwnedObjects.Reassign(s, session),
        DropOwnedStatement s => OwnedObjects.Drop(s, session),
        AlterGroupStatement s => RoleCommands.AlterGroup(s, session),
        AlterRoleSetStatement s => StoredSettingCommands.AlterRole(s, session),
        AlterDatabaseSetStatement s => StoredSettingCommands.AlterDatabase(s, session),
        AlterRoleStatement s => RoleCommands.Alter(s, session),
        DropRoleStatement s => RoleCommands.Drop(s, session),
        DropStatement s => DropObjects.Execute(s, session),
        LockStatement s => LockTable.Execute(s, session),
        TruncateStatement s => Truncate.Execute(s, session),
        CommentStatement s => CommentOn.Execute(s, session),
        AlterTableStatement s => AlterTable.Execute(s, session),
        AlterSequenceStatement s => AlterSequence.Execute(s, session),
        RenameStatement s => Rename.Execute(s, session),
        SetSchemaStatement s => SetSchema.Execute(s, session),
        ChangeOwnerStatement s => Owners.Execute(s, session),
        SetConstraintsStatement s => SetConstraints.Execute(s, session),
        PrepareStatement s => PreparedCommands.Prepare(s, session),
        DeallocateStatement s => PreparedCommands.Deallocate(s, session),
        DiscardStatement s => PreparedCommands.Discard(s, session),
        DeclareCursorStatement s => CursorCommands.Declare(s, session),
        CloseStatement s => CursorCommands.Close(s, session),
        ListenStatement s => NotifyCommands.Listen(s, session),
        NotifyStatement s => NotifyCommands.Notify(s, session),
        UnlistenStatement s => NotifyCommands.Unlisten(s, session),
        ExplainStatement s => ExplainCommand.Execute(s, session),
        VacuumStatement s => MaintenanceCommands.Vacuum(s, session),
        ReindexStatement s => Reindex.Execute(s, session),
        ClusterStatement s => Cluster.Execute(s, session),
        CheckpointStatement => MaintenanceCommands.Checkpoint(session),
        _ => throw InternalErrors.NotSupported(StatementNames.Of(statement)),
    };

    /// <summary>The columns of a command's rows; null where it gives none.</summary>
    public static IReadOnlyList<ResultColumn>? Describe(Statement statement, SessionContext session) => statement switch
    {
        ShowStatement s => SettingCommands.DescribeShow(s, session),
        ExplainStatement s => ExplainCommand.Describe(s),
        _ => null,
    };
}
