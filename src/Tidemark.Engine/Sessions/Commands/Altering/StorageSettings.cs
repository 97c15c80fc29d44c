using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// Actions about how PostgreSQL keeps rows. There is nothing here for them to steer, so those that only advise are checked and accepted; those that would change what a table
/// means are refused.
/// </summary>
internal static class StorageSettings
{
    public static void Apply(AlterTableAction action, TableAlteration table)
    {
        var draft = table.Draft;
        switch (action)
        {
            case AlterColumnStatisticsAction statistics:
                draft.Get(statistics.Column);
                if (statistics.Target < -1) throw AlterErrors.InvalidParameter($"statistics target {statistics.Target} is too low");
                break;
            case AlterColumnStorageAction storage:
                var column = draft.Get(storage.Column);
                if (storage.Mode.ToLowerInvariant() is not ("plain" or "external" or "extended" or "main")) throw AlterErrors.InvalidParameter($"invalid storage type \"{storage.Mode}\"");
                if (column.Type.Length > 0 && !storage.Mode.Equals("plain", StringComparison.OrdinalIgnoreCase))
                {
                    throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = $"column data type {column.Type} can only have storage PLAIN" });
                }

                break;
            case AlterColumnCompressionAction compression:
                draft.Get(compression.Column);
                if (compression.Method is not ("default" or "pglz" or "lz4")) throw AlterErrors.InvalidParameter($"invalid compression method \"{compression.Method}\"");
                break;
            case AlterColumnOptionsAction options:
                draft.Get(options.Column);
                foreach (var option in options.Options)
                {
                    if (option.FullName is not ("n_distinct" or "n_distinct_inherited")) throw AlterErrors.InvalidParameter($"unrecognized parameter \"{option.FullName}\"");
                }

                break;
            case ClusterOnAction cluster:
                var chosen = cluster.Index is null ? null : Cluster.Find(table.Before, cluster.Index, table.Session);
                for (var i = 0; i < draft.Indexes.Count; i++) draft.Indexes[i] = draft.Indexes[i] with { IsClustered = draft.Indexes[i].Oid == chosen?.Oid };
                break;
            case SetTablespaceAction { Tablespace: not "pg_default" } tablespace:
                throw CatalogErrors.Undefined("tablespace", tablespace.Tablespace);
            case SetAccessMethodAction { Method: not "heap" } method:
                throw CatalogErrors.Undefined("access method", method.Method);
            case SetTablespaceAction or SetAccessMethodAction or SetWithoutOidsAction or ReplicaIdentityAction:
                break;
            case SetLoggedAction logged:
                SetLogged(logged.IsLogged, table);
                break;
            case InheritAction when table.Before.Hypertable is not null:
                throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "hypertables do not support inheritance" });
            default:
                throw InternalErrors.NotSupported($"ALTER TABLE ... {AlteredRelation.ActionName(action)}", TableDraft.Place(action));
        }
    }

    // A logged table may not point at one that can lose its rows.
    private static void SetLogged(bool isLogged, TableAlteration table)
    {
        var (before, catalog) = (table.Before, table.Session.Catalog);
        if (before.IsTemporary) throw AlterErrors.TemporaryIsNotLogged(before.Name);
        if (before.Hypertable is not null && !isLogged) throw HypertableErrors.CannotBeUnlogged();
        var neighbours = isLogged ? before.ForeignKeys.Select(k => catalog.Find<Catalog.Table>(k.ReferencedTable)!) : catalog.ReferencesTo(before.Oid).Select(r => r.Table);
        if (neighbours.FirstOrDefault(t => t.Oid != before.Oid && t.IsUnlogged == isLogged) is { } other) throw AlterErrors.LoggedDependsOnUnlogged(before.Name, isLogged, other.Name);
        table.IsUnlogged = !isLogged;
    }
}
