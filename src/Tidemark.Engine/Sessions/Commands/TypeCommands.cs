using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE TYPE, and ALTER TYPE for enums.</summary>
internal static class TypeCommands
{
    private const int MaxLabel = 63;

    /// <summary>CREATE TYPE ... AS ENUM.</summary>
    public static CommandResult CreateEnum(CreateEnumStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE TYPE");
        var name = NewName(statement.Name, session);
        var seen = new HashSet<string>();
        foreach (var label in statement.Labels)
        {
            CheckLabel(label);
            if (!seen.Add(label)) throw DomainErrors.LabelTwice();
        }

        session.Transaction.Put(new EnumType
        {
            Oid = session.Database.NextOid(),
            ArrayOid = session.Database.NextOid(),
            Schema = name.Schema,
            Name = name.Name,
            Owner = session.CurrentUser,
            Labels = EnumLabels.Number(statement.Labels, session.Database.NextOid),
        });
        return "CREATE TYPE";
    }

    /// <summary>CREATE TYPE ... AS (fields).</summary>
    public static CommandResult CreateComposite(CreateCompositeTypeStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE TYPE");
        var name = NewName(statement.Name, session);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null) throw CatalogErrors.RelationExists(name.Name);
        var fields = ImmutableArray.CreateBuilder<CompositeField>();
        foreach (var attribute in statement.Attributes)
        {
            var type = session.NewBinder().ResolveType(attribute.Type!);
            if (type.Category == TypeCategory.Pseudo) throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{attribute.Name}\" has pseudo-type {type.DisplayName}" });
            if (fields.Any(f => f.Name == attribute.Name)) throw CatalogErrors.DuplicateColumn(attribute.Name);
            fields.Add(new CompositeField(attribute.Name, type));
        }

        session.Transaction.Put(new CompositeType
        {
            Oid = session.Database.NextOid(),
            ArrayOid = session.Database.NextOid(),
            RelationOid = session.Database.NextOid(),
            Schema = name.Schema,
            Name = name.Name,
            Owner = session.CurrentUser,
            Fields = fields.ToImmutable(),
        });
        return "CREATE TYPE";
    }

    /// <summary>ALTER TYPE ... ADD VALUE.</summary>
    public static CommandResult AddValue(AddEnumValueStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER TYPE");
        var type = GetEnum(statement.Name, session);
        CheckLabel(statement.Label);
        var labels = new EnumLabels(type.Labels);
        if (type.Labels.Any(l => l.Text == statement.Label))
        {
            if (!statement.IfNotExists) throw DomainErrors.LabelExists(statement.Label);
            session.Notice(CatalogErrors.Skipping(SqlState.DuplicateObject, $"enum label \"{statement.Label}\" already exists"));
            return "ALTER TYPE";
        }

        var place = type.Labels.Length;
        if (statement.Neighbour is { } neighbour)
        {
            place = type.Labels.ToList().FindIndex(l => l.Text == neighbour);
            if (place < 0) throw DomainErrors.NoLabel(neighbour);
            if (statement.IsAfter) place++;
        }

        var code = labels.CodeAt(place) ?? throw DomainErrors.NoRoom(type.Name);
        session.Transaction.Put(type with { Labels = type.Labels.Insert(place, new EnumLabel(statement.Label, code, session.Database.NextOid())) });
        return "ALTER TYPE";
    }

    /// <summary>ALTER TYPE ... RENAME VALUE.</summary>
    public static CommandResult RenameValue(RenameEnumValueStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER TYPE");
        var type = GetEnum(statement.Name, session);
        CheckLabel(statement.NewLabel);
        var label = type.Labels.FirstOrDefault(l => l.Text == statement.OldLabel) ?? throw DomainErrors.NoLabel(statement.OldLabel);
        if (type.Labels.Any(l => l.Text == statement.NewLabel)) throw DomainErrors.LabelExists(statement.NewLabel);
        session.Transaction.Put(type with { Labels = type.Labels.Replace(label, label with { Text = statement.NewLabel }) });
        RenameInExpressions(type, statement, session);
        return "ALTER TYPE";
    }

    // Stored expressions name labels with the type behind them; views are kept as they were written.
    private static void RenameInExpressions(EnumType type, RenameEnumValueStatement statement, SessionContext session)
    {
        var old = SyntaxPrinter.QuoteLiteral(statement.OldLabel);
        if (session.Catalog.Relations.OfType<View>().FirstOrDefault(v => v.Query.Contains(old, StringComparison.Ordinal)) is { } view)
            throw InternalErrors.NotSupported($"renaming a label that the view \"{view.Name}\" names", statement.Position);
        var suffix = $"::{SyntaxPrinter.QuoteIdentifier(type.Name)}";
        foreach (var table in session.Catalog.Relations.OfType<Table>().ToList())
        {
            string? Renamed(string? sql) => sql?.Replace(old + suffix, SyntaxPrinter.QuoteLiteral(statement.NewLabel) + suffix, StringComparison.Ordinal);
            var columns = table.Columns.Select(c => c with { DefaultSql = Renamed(c.DefaultSql), GeneratedSql = Renamed(c.GeneratedSql) }).ToImmutableArray();
            var constraints = table.Constraints.Select(c => c with { CheckSql = Renamed(c.CheckSql) }).ToImmutableArray();
            if (!columns.SequenceEqual(table.Columns) || !constraints.SequenceEqual(table.Constraints)) session.Transaction.Put(table with { Columns = columns, Constraints = constraints });
        }
    }

    /// <summary>A name for a new type; 42710 where a type or a relation's row type has it.</summary>
    public static ObjectName NewName(QualifiedName name, SessionContext session)
    {
        var target = session.CreationTarget(name);
        session.Lock(new LockTarget(0, target.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindUserType(target.Schema, target.Name) is not null || (session.Catalog.FindRelation(target.Schema, target.Name) is { } relation && RowTypes.Of(relation) is not null))
            throw DomainErrors.TypeExists(target.Name);
        return target;
    }

    /// <summary>The type of a name, locked; null where there is none.</summary>
    public static UserType? Find(QualifiedName name, SessionContext session)
    {
        foreach (var schema in name.Schema is { } asked ? [asked] : session.SearchPath)
        {
            if (session.Catalog.FindUserType(schema, name.Object) is not { } found) continue;
            session.Lock(new LockTarget(0, found.QualifiedName.ToString()), TableLockMode.AccessExclusive);
            return session.Catalog.FindUserType(schema, name.Object);
        }

        return null;
    }

    /// <summary>The type of a name; 42704 where there is none.</summary>
    public static UserType Get(QualifiedName name, SessionContext session) => Find(name, session) ?? throw DomainErrors.NoType(name.ToString());

    private static EnumType GetEnum(QualifiedName name, SessionContext session) => Get(name, session) as EnumType ?? throw DomainErrors.WrongKind(name.ToString(), "an enum");

    private static void CheckLabel(string label)
    {
        if (Encoding.UTF8.GetByteCount(label) > MaxLabel) throw DomainErrors.InvalidLabel(label);
    }
}
