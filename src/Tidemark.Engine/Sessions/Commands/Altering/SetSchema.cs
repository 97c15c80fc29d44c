using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER ... SET SCHEMA. Indexes and sequences that belong to a table move with it; the chunks of a hypertable stay where they are.</summary>
internal static class SetSchema
{
    public static CommandResult Execute(SetSchemaStatement statement, SessionContext session)
    {
        var tag = $"ALTER {AlteredRelation.Words(statement.Kind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        if (statement.Function is not null) return AlterRoutine.SetSchema(statement, session);
        if (statement.Kind is ObjectKind.Type or ObjectKind.Domain)
        {
            RenameType.Move(statement, session);
            return tag;
        }

        if (statement.Kind is not (ObjectKind.Table or ObjectKind.View or ObjectKind.Sequence or ObjectKind.MaterializedView)) throw InternalErrors.NotSupported($"{tag} SET SCHEMA", statement.Position);
        if (AlteredRelation.Find(statement.Name, statement.Kind, statement.IfExists, session) is not { } relation) return tag;
        if (relation is Catalog.Index) throw CatalogErrors.WrongKind(relation.Name, "a table, view, materialized view, sequence, or foreign table");
        if (relation is Chunk) throw InternalErrors.NotSupported("moving a chunk to another schema", statement.Position);
        if (relation is Sequence { OwnerTable: > 0 } owned)
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.FeatureNotSupported,
                Message = "cannot move an owned sequence into another schema",
                Detail = $"Sequence \"{owned.Name}\" is linked to table \"{session.Catalog.Find<Table>(owned.OwnerTable)?.Name}\".",
            });
        }

        if (statement.Schema != "pg_temp" && session.Catalog.FindSchema(statement.Schema) is null) throw CatalogErrors.NoSchema(statement.Schema);
        if (statement.Schema is "pg_catalog" or "information_schema") throw CatalogErrors.SystemObject(statement.Schema);
        if (relation.Schema == statement.Schema) return tag;
        if (TemporarySchema.Is(relation.Schema) || TemporarySchema.Is(session.Temporary.Resolve(statement.Schema)))
            throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "cannot move objects into or out of temporary schemas" });
        var views = ViewTexts.Capture(session, v => v.DependsOn.Contains(relation.Oid));
        Move(relation, statement.Schema, session);
        if (relation is Table)
        {
            foreach (var index in session.Catalog.IndexesOf(relation.Oid)) Move(index, statement.Schema, session);
            foreach (var sequence in session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == relation.Oid).ToList()) Move(sequence, statement.Schema, session);
        }

        views.Rewrite();
        return tag;
    }

    private static void Move(SchemaObject relation, string schema, SessionContext session)
    {
        session.Lock(new LockTarget(0, new ObjectName(schema, relation.Name).ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(schema, relation.Name) is not null)
        {
            throw new SqlException(new SqlError { State = SqlState.DuplicateTable, Message = $"relation \"{relation.Name}\" already exists in schema \"{schema}\"" });
        }

        session.Transaction.Put(relation with { Schema = schema });
    }
}
