using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// ALTER TYPE ... ADD, DROP and ALTER ATTRIBUTE. Rows hold composite values field by field, so that a type that a column has, be it within others, stays as it is.
/// </summary>
internal static class AlterCompositeType
{
    public static CommandResult Execute(AlterCompositeTypeStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER TYPE");
        var type = Find(statement, session);
        if (UserOf(type, session) is { } user)
            throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = $"cannot alter type \"{type.Name}\" because column \"{user.Table.Name}.{user.Column.Name}\" uses it" });

        // What goes goes first, and what comes comes last, in whatever order they were written.
        var fields = type.Fields;
        foreach (var action in statement.Actions.OrderBy(a => a.Kind switch { AttributeActionKind.Drop => 0, AttributeActionKind.ChangeType => 1, _ => 2 }))
        {
            var place = fields.IndexOf(fields.FirstOrDefault(f => f.Name == action.Name)!);
            switch (action.Kind)
            {
                case AttributeActionKind.Add when place >= 0:
                    throw AlterErrors.ColumnExists(action.Name, type.Name);
                case AttributeActionKind.Add:
                    fields = fields.Add(new CompositeField(action.Name, Resolve(action, type, session)));
                    break;
                case AttributeActionKind.Drop when place < 0 && action.IfExists:
                    session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"column \"{action.Name}\" of relation \"{type.Name}\" does not exist"));
                    break;
                case var _ when place < 0:
                    throw CatalogErrors.NoColumn(action.Name, type.Name);
                case AttributeActionKind.Drop:
                    fields = fields.RemoveAt(place);
                    break;
                default:
                    fields = fields.SetItem(place, new CompositeField(action.Name, Resolve(action, type, session)));
                    break;
            }
        }

        session.Transaction.Put(type with { Fields = fields });
        return "ALTER TYPE";
    }

    // A composite type is a relation among others here, in messages too.
    private static CompositeType Find(AlterCompositeTypeStatement statement, SessionContext session)
    {
        if (TypeCommands.Find(statement.Name, session) is CompositeType found) return found;
        throw session.FindRelation(statement.Name) is { } relation
            ? new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"\"{relation.Name}\" is not a composite type" })
            : new SqlException(new SqlError { State = SqlState.UndefinedTable, Message = $"relation \"{statement.Name}\" does not exist" });
    }

    private static SqlType Resolve(AttributeAction action, CompositeType type, SessionContext session)
    {
        var resolved = session.NewBinder().ResolveType(action.Type!);
        if (resolved.Category == TypeCategory.Pseudo) throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{action.Name}\" has pseudo-type {resolved.DisplayName}" });
        if (Contains(resolved, type)) throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"composite type {type.Name} cannot be made a member of itself" });
        return resolved;
    }

    private static bool Contains(SqlType type, CompositeType part) =>
        type.Oid == part.Oid || (type.Element is { } element && Contains(element, part)) || type.Fields.Any(f => Contains(f.Type, part));

    // A column that has values of a type, those of other types that it is part of first.
    private static (Table Table, Column Column)? UserOf(UserType type, SessionContext session)
    {
        foreach (var other in session.Catalog.UserTypes.Where(t => DropType.Uses(t, type)).OrderBy(t => t.Oid))
        {
            if (UserOf(other, session) is { } found) return found;
        }

        foreach (var user in DomainCommands.ColumnsOf(type.Oid, session)) return user;
        return null;
    }
}
