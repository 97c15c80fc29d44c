using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Finds what ALTER is about, and locks it.</summary>
internal static class AlteredRelation
{
    /// <summary>The relation, locked; null, with a notice, where IF EXISTS found none. 42809 where it is of another kind.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">The kind that was written.</param>
    /// <param name="ifExists">IF EXISTS.</param>
    /// <param name="session">The session.</param>
    /// <param name="isRename">Whether it is renamed: then ALTER INDEX takes any kind, as in PostgreSQL.</param>
    public static SchemaObject? Find(QualifiedName name, ObjectKind kind, bool ifExists, SessionContext session, bool isRename = false)
    {
        if (session.FindRelation(name) is not { } found)
        {
            if (!ifExists) throw Missing(name, session);
            session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"relation \"{name.Object}\" does not exist"));
            return null;
        }

        session.Lock(found is Catalog.Index index ? index.TableOid : found is Chunk chunk ? chunk.TableOid : found.Oid, TableLockMode.AccessExclusive);
        found = session.FindRelation(name) ?? throw Missing(name, session);
        if (found.Schema is "pg_catalog" or "information_schema") throw CatalogErrors.SystemObject(found.Name);
        if (found is Catalog.View { Rollup: not null } && kind == ObjectKind.View) throw RollupErrors.NotByAlterView();
        if (!isRename && found is Catalog.View { Rollup: not null } rollup) Privileges.RequireAggregateOwner(rollup, session);
        else Privileges.RequireOwner(found, session);
        var fits = kind switch
        {
            ObjectKind.View => found is Catalog.View,
            ObjectKind.Index => isRename || found is Catalog.Index,
            ObjectKind.Sequence => found is Sequence,
            ObjectKind.MaterializedView => found is Table { Materialized: not null } || Builtins.Extensions.MaterializedViews.Any(h => h.Owns(found, session)),
            _ => true,
        };
        return fits ? found : throw CatalogErrors.WrongKind(found.Name, $"{(kind == ObjectKind.Index ? "an" : "a")} {Words(kind)}");
    }

    /// <summary>A kind in messages.</summary>
    public static string Words(ObjectKind kind) => kind == ObjectKind.MaterializedView ? "materialized view" : kind.ToString().ToLowerInvariant();

    /// <summary>An action in messages.</summary>
    public static string ActionName(AlterTableAction action) => action switch
    {
        AddColumnAction => "ADD COLUMN",
        DropColumnAction => "DROP COLUMN",
        AlterColumnTypeAction => "ALTER COLUMN ... SET DATA TYPE",
        AlterColumnDefaultAction { Value: null } => "ALTER COLUMN ... DROP DEFAULT",
        AlterColumnDefaultAction => "ALTER COLUMN ... SET DEFAULT",
        AlterColumnNullabilityAction { IsNotNull: true } => "ALTER COLUMN ... SET NOT NULL",
        AlterColumnNullabilityAction => "ALTER COLUMN ... DROP NOT NULL",
        DropColumnExpressionAction => "ALTER COLUMN ... DROP EXPRESSION",
        AlterColumnStatisticsAction => "ALTER COLUMN ... SET STATISTICS",
        AlterColumnOptionsAction { IsReset: true } => "ALTER COLUMN ... RESET",
        AlterColumnOptionsAction => "ALTER COLUMN ... SET",
        AlterColumnStorageAction => "ALTER COLUMN ... SET STORAGE",
        AlterColumnCompressionAction => "ALTER COLUMN ... SET COMPRESSION",
        AddIdentityAction => "ALTER COLUMN ... ADD IDENTITY",
        AlterIdentityAction => "ALTER COLUMN ... SET",
        DropIdentityAction => "ALTER COLUMN ... DROP IDENTITY",
        AddConstraintAction => "ADD CONSTRAINT",
        AlterConstraintAction => "ALTER CONSTRAINT",
        ValidateConstraintAction => "VALIDATE CONSTRAINT",
        DropConstraintAction => "DROP CONSTRAINT",
        SetOptionsAction => "SET",
        ResetOptionsAction => "RESET",
        SetTablespaceAction => "SET TABLESPACE",
        SetAccessMethodAction => "SET ACCESS METHOD",
        SetLoggedAction { IsLogged: true } => "SET LOGGED",
        SetLoggedAction => "SET UNLOGGED",
        ClusterOnAction { Index: null } => "SET WITHOUT CLUSTER",
        ClusterOnAction => "CLUSTER ON",
        InheritAction { IsNoInherit: true } => "NO INHERIT",
        InheritAction => "INHERIT",
        ReplicaIdentityAction => "REPLICA IDENTITY",
        AttachPartitionAction => "ATTACH PARTITION",
        DetachPartitionAction => "DETACH PARTITION",
        _ => "ALTER",
    };

    private static SqlException Missing(QualifiedName name, SessionContext session) => name.Schema is { } schema && session.Catalog.FindSchema(schema) is null
        ? CatalogErrors.NoSchema(schema)
        : new SqlException(new SqlError { State = SqlState.UndefinedTable, Message = $"relation \"{name}\" does not exist" });
}
