using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>SET CONSTRAINTS. What becomes immediate is tested at once.</summary>
internal static class SetConstraints
{
    public static CommandResult Execute(SetConstraintsStatement statement, SessionContext session)
    {
        if (!session.IsInBlock) session.Notice(TransactionErrors.OnlyInBlock("SET CONSTRAINTS"));
        var deferral = session.Transaction.Deferral;
        if (statement.Constraints.IsEmpty)
        {
            session.Transaction.Deferral = deferral with { IsAllDeferred = statement.IsDeferred, IsDeferred = System.Collections.Immutable.ImmutableDictionary<uint, bool>.Empty };
        }
        else
        {
            foreach (var name in statement.Constraints)
            {
                foreach (var constraint in Find(name, session)) deferral = deferral with { IsDeferred = deferral.IsDeferred.SetItem(constraint.Oid, statement.IsDeferred) };
            }

            session.Transaction.Deferral = deferral;
        }

        if (!statement.IsDeferred) DeferredReferences.Test(session, key => !DeferredReferences.IsDeferred(key, session));
        return "SET CONSTRAINTS";
    }

    private static List<Constraint> Find(QualifiedName name, SessionContext session)
    {
        if (name.Schema is { } schema && session.Catalog.FindSchema(schema) is null) throw CatalogErrors.NoSchema(schema);
        foreach (var candidate in name.Schema is { } only ? [only] : session.SearchPath)
        {
            var found = session.Catalog.Relations.OfType<Table>().Where(t => t.Schema == candidate).SelectMany(t => t.Constraints).Where(c => c.Name == name.Object).ToList();
            if (found.Count == 0) continue;
            if (found.TrueForAll(c => !c.IsDeferrable)) throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"constraint \"{name.Object}\" is not deferrable" });
            return found.FindAll(c => c.IsDeferrable);
        }

        throw new SqlException(new SqlError { State = SqlState.UndefinedObject, Message = $"constraint \"{name.Object}\" does not exist" });
    }
}
