using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>REINDEX. An index is the order of rows and the filters of segments: outside of a transaction block both are brought up to date at once, within one that is left to the background.</summary>
internal static class Reindex
{
    public static CommandResult Execute(ReindexStatement statement, SessionContext session)
    {
        var isConcurrent = statement.IsConcurrent;
        foreach (var option in statement.Options)
        {
            switch (option.Name)
            {
                case "verbose":
                    break;
                case "concurrently":
                    isConcurrent |= option.Value is null || Settings.BooleanSetting.Parse(option.Value.Text) == true;
                    break;
                case "tablespace" when option.Value?.Text is "pg_default":
                    break;
                case "tablespace":
                    throw CatalogErrors.Undefined("tablespace", option.Value?.Text ?? "");
                default:
                    throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"unrecognized REINDEX option \"{option.Name}\"", Position = option.Position });
            }
        }

        if (isConcurrent) session.RequireOutsideBlock("REINDEX CONCURRENTLY");
        var tables = Tables(statement, session);
        if (!session.IsInBlock) MaintenanceCommands.Settle(tables, isFull: false, session);
        return "REINDEX";
    }

    private static List<SchemaObject> Tables(ReindexStatement statement, SessionContext session)
    {
        switch (statement.Kind)
        {
            case ReindexKind.Index:
                var index = session.GetRelation(statement.Name) as Catalog.Index ?? throw CatalogErrors.WrongKind(statement.Name.Object, "an index");
                Privileges.RequireOwner(index, session);
                return [.. session.Catalog.Find(index.TableOid) is SchemaObject indexed ? [indexed] : (SchemaObject[])[]];
            case ReindexKind.Table:
                var relation = session.GetRelation(statement.Name);
                if (relation is not (Table or Chunk)) throw CatalogErrors.WrongKind(relation.Name, "a table or materialized view");
                Privileges.RequireOwner(relation, session);
                if (session.Catalog.IndexesOf(relation is Chunk chunk ? chunk.TableOid : relation.Oid).IsEmpty)
                {
                    session.Notice(new SqlError
                    {
                        Severity = Severity.Notice,
                        State = SqlState.SuccessfulCompletion,
                        Message = statement.IsConcurrent ? $"table \"{relation.Name}\" has no indexes that can be reindexed concurrently" : $"table \"{relation.Name}\" has no indexes to reindex",
                    });
                }

                return [relation];
            case ReindexKind.Schema:
                session.RequireOutsideBlock("REINDEX SCHEMA");
                var schema = session.Catalog.FindSchema(statement.Name.Object) ?? throw CatalogErrors.NoSchema(statement.Name.Object);
                Privileges.RequireOwner(schema, session);
                return [.. session.Catalog.Relations.OfType<Table>().Where(t => t.Schema == schema.Name)];
            default:
                session.RequireOutsideBlock(statement.Kind == ReindexKind.System ? "REINDEX SYSTEM" : "REINDEX DATABASE");
                if (statement.Name.Object != session.Database.Name)
                    throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "can only reindex the currently open database" });
                if (session.Instance.Catalog.FindDatabase(session.Database.Name) is { } database) Privileges.RequireOwner(database, session);
                return statement.Kind == ReindexKind.System ? [] : [.. session.Catalog.Relations.OfType<Table>()];
        }
    }
}
