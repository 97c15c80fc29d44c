using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER TYPE and ALTER DOMAIN ... RENAME and SET SCHEMA.</summary>
internal static class RenameType
{
    public static void Execute(RenameStatement statement, SessionContext session)
    {
        var type = Get(statement.Name, statement.RelationKind, session);
        if (statement.Kind == ObjectKind.DomainConstraint && type is DomainType domain)
        {
            var check = domain.Checks.FirstOrDefault(c => c.Name == statement.Part) ?? throw DomainErrors.NoConstraint(statement.Part!, domain.Name);
            if (domain.Checks.Any(c => c.Name == statement.NewName)) throw DomainErrors.ConstraintExists(statement.NewName, domain.Name);
            session.Transaction.Put(domain with { Checks = domain.Checks.Replace(check, check with { Name = statement.NewName }) });
            return;
        }

        if (statement.Kind == ObjectKind.Attribute)
        {
            if (type is not CompositeType composite) throw DomainErrors.WrongKind(statement.Name.ToString(), "a composite type");
            var field = composite.Fields.FirstOrDefault(f => f.Name == statement.Part) ?? throw CatalogErrors.NoColumn(statement.Part!);
            if (composite.Fields.Any(f => f.Name == statement.NewName)) throw AlterErrors.ColumnExists(statement.NewName, composite.Name);
            session.Transaction.Put(composite with { Fields = composite.Fields.Replace(field, field with { Name = statement.NewName }) });
            return;
        }

        RequireFree(new ObjectName(type.Schema, statement.NewName), session);
        session.Transaction.Put(type with { Name = statement.NewName });
    }

    public static void Move(SetSchemaStatement statement, SessionContext session)
    {
        var type = Get(statement.Name, statement.Kind, session);
        if (session.Catalog.FindSchema(statement.Schema) is null) throw CatalogErrors.NoSchema(statement.Schema);
        if (type.Schema == statement.Schema) return;
        RequireFree(new ObjectName(statement.Schema, type.Name), session);
        session.Transaction.Put(type with { Schema = statement.Schema });
    }

    private static UserType Get(QualifiedName name, ObjectKind kind, SessionContext session)
    {
        var type = TypeCommands.Get(name, session);
        return kind == ObjectKind.Domain && type is not DomainType ? throw DomainErrors.NotADomain(name.ToString()) : type;
    }

    private static void RequireFree(ObjectName name, SessionContext session)
    {
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindUserType(name.Schema, name.Name) is not null) throw DomainErrors.TypeExists(name.Name);
    }
}
