using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CLUSTER and ALTER TABLE ... CLUSTER ON: an index decides the order of rows. Rows that are there get it when background work writes their segments anew.</summary>
internal static class Cluster
{
    public static CommandResult Execute(ClusterStatement statement, SessionContext session)
    {
        session.RequireWritable("CLUSTER");
        foreach (var option in statement.Options)
        {
            if (option.Name != "verbose") throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized CLUSTER option \"{option.Name}\"", Position = option.Position });
        }

        if (statement.Table is null)
        {
            session.RequireOutsideBlock("CLUSTER");
            return "CLUSTER";
        }

        var relation = session.GetRelation(statement.Table);
        if (relation is not Table table) throw CatalogErrors.WrongKind(relation.Name, "a table or materialized view");
        Privileges.RequireOwner(table, session);
        session.Lock(table.Oid, Locks.TableLockMode.AccessExclusive);
        var indexes = session.Catalog.IndexesOf(table.Oid);
        if (statement.Index is null)
        {
            if (!indexes.Any(i => i.IsClustered)) throw Missing($"there is no previously clustered index for table \"{table.Name}\"");
            return "CLUSTER";
        }

        Set(table, Find(table, statement.Index, session), session);
        return "CLUSTER";
    }

    /// <summary>The index of a table that its rows can be ordered by.</summary>
    public static Catalog.Index Find(Table table, string name, SessionContext session)
    {
        var index = session.Catalog.IndexesOf(table.Oid).FirstOrDefault(i => i.Name == name) ?? throw (session.Catalog.FindRelation(table.Schema, name) is Catalog.Index other ? CatalogErrors.WrongKind(other.Name, $"an index for table \"{table.Name}\"") : Missing($"index \"{name}\" for table \"{table.Name}\" does not exist"));
        if (index.Method is not "btree") throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = $"cannot cluster on index \"{name}\" because access method does not support clustering" });
        if (index.WhereSql is not null) throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = $"cannot cluster on partial index \"{name}\"" });
        return index.Keys[0].Column != 0 ? index : throw InternalErrors.NotSupported($"clustering on index \"{name}\", which begins with an expression");
    }

    private static void Set(Table table, Catalog.Index chosen, SessionContext session)
    {
        foreach (var index in session.Catalog.IndexesOf(table.Oid))
        {
            if (index.IsClustered != (index.Oid == chosen.Oid)) session.Transaction.Put(index with { IsClustered = index.Oid == chosen.Oid });
        }

        CreateIndex.Relayout(table, session);
    }

    private static SqlException Missing(string message) => new(new SqlError { State = SqlState.UndefinedObject, Message = message });
}
