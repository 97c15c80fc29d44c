using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE DOMAIN and ALTER DOMAIN.</summary>
internal static class DomainCommands
{
    /// <summary>CREATE DOMAIN.</summary>
    public static CommandResult Create(CreateDomainStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE DOMAIN");
        var name = TypeCommands.NewName(statement.Name, session);
        var type = session.NewBinder().ResolveType(statement.Type);
        if (type.Category == TypeCategory.Pseudo)
            throw new SqlException(new SqlError { State = SqlState.DatatypeMismatch, Message = $"\"{type.DisplayName}\" is not a valid base type for a domain" });
        var domain = new DomainType
        {
            Oid = session.Database.NextOid(),
            ArrayOid = session.Database.NextOid(),
            Schema = name.Schema,
            Name = name.Name,
            Owner = session.CurrentUser,
            BaseType = type,
        };
        var isNull = false;
        foreach (var constraint in statement.Constraints)
        {
            switch (constraint)
            {
                case NotNullConstraint:
                    if (isNull) throw Conflicting();
                    domain = domain with { IsNotNull = true };
                    break;
                case NullConstraint:
                    if (domain.IsNotNull) throw Conflicting();
                    isNull = true;
                    break;
                case DefaultConstraint value:
                    if (domain.DefaultSql is not null) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "multiple default expressions" });
                    domain = domain with { DefaultSql = Default(value.Value, domain, session) };
                    break;
                case ColumnCheckConstraint check:
                    domain = WithCheck(domain, check.Name, check.Condition, isNotValid: false, session);
                    break;
                case ColumnUniqueConstraint unique:
                    throw Impossible(unique.IsPrimaryKey ? "primary key" : "unique");
                case ColumnReferencesConstraint:
                    throw Impossible("foreign key");
                default:
                    throw InternalErrors.NotSupported("a constraint of this kind on a domain", constraint.Position);
            }
        }

        session.Transaction.Put(domain);
        return "CREATE DOMAIN";

        static SqlException Conflicting() => new(new SqlError { State = SqlState.SyntaxError, Message = "conflicting NULL/NOT NULL constraints" });

        static SqlException Impossible(string kind) => new(new SqlError
        {
            State = SqlState.SyntaxError,
            Message = $"{kind} constraints not possible for domains",
        });
    }

    /// <summary>ALTER DOMAIN.</summary>
    public static CommandResult Alter(AlterDomainStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER DOMAIN");
        var domain = TypeCommands.Get(statement.Name, session) as DomainType ?? throw DomainErrors.NotADomain(statement.Name.ToString());
        switch (statement.Kind)
        {
            case AlterDomainKind.SetDefault:
                session.Transaction.Put(domain with { DefaultSql = Default(statement.Default!, domain, session) });
                break;
            case AlterDomainKind.DropDefault:
                session.Transaction.Put(domain with { DefaultSql = null });
                break;
            case AlterDomainKind.SetNotNull:
                Require(domain, "{0} IS NULL", DomainErrors.ColumnHasNulls, session);
                session.Transaction.Put(domain with { IsNotNull = true });
                break;
            case AlterDomainKind.DropNotNull:
                session.Transaction.Put(domain with { IsNotNull = false });
                break;
            case AlterDomainKind.AddConstraint:
                if (statement.Added is not CheckConstraint added) throw InternalErrors.NotSupported("a constraint of this kind on a domain", statement.Position);
                var changed = WithCheck(domain, added.Name, added.Condition, added.IsNotValid, session);
                session.Transaction.Put(changed);
                if (!added.IsNotValid) Verify(changed, session);
                break;
            case AlterDomainKind.DropConstraint:
                if (domain.Checks.FirstOrDefault(c => c.Name == statement.Constraint) is { } dropped)
                {
                    session.Transaction.Put(domain with { Checks = domain.Checks.Remove(dropped) });
                    break;
                }

                if (!statement.IfExists) throw DomainErrors.NoConstraint(statement.Constraint!, domain.Name);
                session.Notice(CatalogErrors.Skipping(SqlState.SuccessfulCompletion, $"constraint \"{statement.Constraint}\" of domain \"{domain.Name}\" does not exist"));
                break;
            case AlterDomainKind.ValidateConstraint:
                var check = domain.Checks.FirstOrDefault(c => c.Name == statement.Constraint) ?? throw DomainErrors.NoConstraint(statement.Constraint!, domain.Name);
                Verify(domain, session);
                session.Transaction.Put(domain with { Checks = domain.Checks.Replace(check, check with { IsNotValid = false }) });
                break;
        }

        return "ALTER DOMAIN";
    }

    /// <summary>The tables that have columns of a type, with those columns.</summary>
    public static IEnumerable<(Table Table, Column Column)> ColumnsOf(uint type, SessionContext session) =>
        from table in session.Catalog.Relations.OfType<Table>().OrderBy(t => t.Oid)
        from column in table.LiveColumns
        where column.Type.Oid == type || (column.Type.IsArray && column.Type.Element!.Oid == type)
        select (table, column);

    // Columns of domains over the domain come first.
    private static List<(Table Table, Column Column)> ValuesOf(DomainType domain, SessionContext session) =>
        [.. from table in session.Catalog.Relations.OfType<Table>()
            from column in table.LiveColumns
            where IsOver(column.Type, domain.Oid)
            orderby column.Type.Oid == domain.Oid, table.Oid, column.Number
            select (table, column)];

    private static bool IsOver(SqlType type, uint domain) => type.Kind == TypeKind.Domain && (type.Oid == domain || IsOver(type.Element!, domain));

    private static string? Default(Expression value, DomainType domain, SessionContext session) =>
        StoredExpressions.Default(value, new Column { Number = 1, Name = domain.Name, Type = domain.BaseType }, session);

    private static DomainType WithCheck(DomainType domain, string? name, Expression condition, bool isNotValid, SessionContext session)
    {
        if (name is not null && domain.Checks.Any(c => c.Name == name)) throw DomainErrors.ConstraintExists(name, domain.Name);
        var value = new Column { Number = 1, Name = "value", Type = Coercion.BaseOf(domain.BaseType) };
        var (sql, _) = StoredExpressions.Check(condition, new ObjectName("", ""), [value], session);
        var chosen = name;
        for (var attempt = 0; chosen is null || (name is null && domain.Checks.Any(c => c.Name == chosen)); attempt++)
            chosen = NameResolution.Compose(domain.Name, "", attempt == 0 ? "check" : $"check{attempt}");
        return domain with { Checks = domain.Checks.Add(new DomainCheck(session.Database.NextOid(), chosen, sql, isNotValid)) };
    }

    private static void Require(DomainType domain, string condition, Func<string, string, SqlException> violation, SessionContext session)
    {
        foreach (var (table, column) in ValuesOf(domain, session))
        {
            var test = string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, SyntaxPrinter.QuoteIdentifier(column.Name));
            if (InternalQuery.HasRows($"SELECT 1 FROM {InternalQuery.Name(table)} WHERE {test} LIMIT 1", session)) throw violation(column.Name, table.Name);
        }
    }

    // Every value that is there becomes one of the domain once more.
    private static void Verify(DomainType domain, SessionContext session)
    {
        var own = $"{SyntaxPrinter.QuoteIdentifier(domain.Schema)}.{SyntaxPrinter.QuoteIdentifier(domain.Name)}";
        foreach (var (table, column) in ValuesOf(domain, session))
        {
            try
            {
                InternalQuery.HasRows($"SELECT count(({SyntaxPrinter.QuoteIdentifier(column.Name)}::{domain.BaseType})::{own}) FROM {InternalQuery.Name(table)}", session);
            }
            catch (SqlException failure) when (failure.State == SqlState.CheckViolation)
            {
                throw DomainErrors.ColumnViolates(column.Name, table.Name);
            }
        }
    }
}
