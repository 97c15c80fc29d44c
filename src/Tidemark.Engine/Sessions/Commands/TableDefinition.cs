using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// A table that CREATE TABLE describes, element by element. Column constraints become table constraints, as in PostgreSQL, so that there is one kind of each afterwards.
/// </summary>
internal sealed class TableDefinition(SessionContext session, ObjectName name)
{
    private readonly List<Column> _columns = [];
    private readonly List<Constraint> _constraints = [];
    private readonly List<Catalog.Index> _indexes = [];
    private readonly List<Sequence> _sequences = [];

    // Constraints wait until all columns are known.
    private readonly List<(TableConstraint Constraint, string? Column)> _pending = [];

    // Columns that were said to be NULL in so many words.
    private readonly HashSet<string> _nullable = [];

    /// <summary>The table's oid.</summary>
    public uint Oid { get; } = session.Database.NextOid();

    /// <summary>The indexes behind its keys.</summary>
    public ImmutableArray<Catalog.Index> Indexes => [.. _indexes];

    /// <summary>The sequences behind serial and identity columns.</summary>
    public ImmutableArray<Sequence> Sequences => [.. _sequences];

    /// <summary>Adds an element of the list.</summary>
    public void Add(TableElement element)
    {
        switch (element)
        {
            case ColumnDefinition column:
                AddColumn(column);
                break;
            case TableConstraint constraint:
                _pending.Add((constraint, null));
                break;
            case LikeClause like:
                AddLike(like);
                break;
        }
    }

    /// <summary>Adds a column that is known already (CREATE TABLE AS).</summary>
    public void AddColumn(string columnName, SqlType type)
    {
        if (_columns.Exists(c => c.Name == columnName)) throw CatalogErrors.DuplicateColumn(columnName);
        _columns.Add(new Column { Number = _columns.Count + 1, Name = columnName, Type = type });
    }

    /// <summary>The table.</summary>
    public Table Build(SyntaxList<Option> options, bool isTemporary)
    {
        // PostgreSQL makes the primary key's index before the others, whatever the order they were written in.
        foreach (var (constraint, column) in _pending.OrderBy(p => p.Constraint is UniqueConstraint { IsPrimaryKey: true } ? 0 : 1)) AddConstraint(constraint, column);
        return new Table
        {
            Oid = Oid,
            Schema = name.Schema,
            Name = name.Name,
            Owner = session.CurrentUser,
            Columns = [.. _columns],
            Constraints = [.. _constraints],
            StorageId = session.Database.NextStorageId(),
            IsTemporary = isTemporary,
            Options = TableOptions.Ordinary(options),
        };
    }

    private void AddColumn(ColumnDefinition definition)
    {
        if (definition.Type is null) throw InternalErrors.NotSupported("a column without a type", definition.Position);
        var (type, serial) = ColumnTypes.Resolve(definition.Type, session);
        AddColumn(definition.Name, type);
        if (serial) MakeSerial(definition.Name, type);
        foreach (var constraint in definition.Constraints) Apply(constraint, definition.Name);
    }

    private void Apply(ColumnConstraint constraint, string column)
    {
        switch (constraint)
        {
            case NotNullConstraint:
                if (_nullable.Contains(column)) throw CatalogErrors.ConflictingNull(column, name.Name).At(Place(constraint));
                Change(column, c => c with { IsNotNull = true });
                break;
            case NullConstraint:
                if (Find(column).IsNotNull) throw CatalogErrors.ConflictingNull(column, name.Name).At(Place(constraint));
                _nullable.Add(column);
                break;
            case DefaultConstraint d:
                ExpressionCheck.Default(d.Value, Find(column), session);
                Change(column, c => c with { DefaultSql = SyntaxPrinter.Print(d.Value) });
                break;
            case ColumnCheckConstraint check:
                _pending.Add((new CheckConstraint(check.Condition, check.IsNoInherit) { Name = check.Name, Position = check.Position }, column));
                break;
            case ColumnUniqueConstraint unique:
                _pending.Add((new UniqueConstraint(unique.IsPrimaryKey, [new Name(column)]) { Name = unique.Name, NullsNotDistinct = unique.NullsNotDistinct, Position = unique.Position }, null));
                break;
            case ColumnReferencesConstraint reference:
                _pending.Add((new ForeignKeyConstraint([new Name(column)], reference.Reference) { Name = reference.Name, Position = reference.Position }, null));
                break;
            case IdentityConstraint identity:
                MakeIdentity(column, identity);
                break;
            case GeneratedConstraint generated:
                Change(column, c => c with { GeneratedSql = SyntaxPrinter.Print(generated.Value) });
                break;
        }
    }

    private void AddConstraint(TableConstraint constraint, string? column)
    {
        switch (constraint)
        {
            case UniqueConstraint unique:
                AddKey(unique);
                break;
            case CheckConstraint check:
                AddCheck(check, column);
                break;
            case ForeignKeyConstraint:
                throw InternalErrors.NotSupported("FOREIGN KEY", constraint.Position == 0 ? null : constraint.Position);
            default:
                throw InternalErrors.NotSupported("EXCLUDE", constraint.Position == 0 ? null : constraint.Position);
        }
    }

    private void AddKey(UniqueConstraint unique)
    {
        if (unique.ExistingIndex is not null) throw InternalErrors.NotSupported("USING INDEX", unique.Position);
        if (unique.IsPrimaryKey && _constraints.Exists(c => c.Kind == ConstraintKind.PrimaryKey)) throw CatalogErrors.MultiplePrimaryKeys(name.Name).At(Place(unique));
        var columns = unique.Columns.Select(c => (_columns.Find(x => x.Name == c.Text) ?? throw CatalogErrors.NoKeyColumn(c.Text).At(Place(unique))).Number).ToImmutableArray();
        if (unique.IsPrimaryKey)
        {
            foreach (var key in unique.Columns) Change(key.Text, c => c with { IsNotNull = true });
        }

        var constraintName = unique.Name ?? (unique.IsPrimaryKey
            ? session.ChooseName(name.Schema, name.Name, "", "pkey")
            : ChooseFreeName(string.Join('_', unique.Columns.Select(c => c.Text)), "key"));
        var index = new Catalog.Index
        {
            Oid = session.Database.NextOid(),
            Schema = name.Schema,
            Name = constraintName,
            Owner = session.CurrentUser,
            TableOid = Oid,
            Keys = [.. columns.Select(c => new IndexKey(c, null, Descending: false, NullsFirst: false))],
            Included = [.. unique.Include.Select(c => Find(c.Text).Number)],
            IsUnique = true,
            IsPrimary = unique.IsPrimaryKey,
            NullsNotDistinct = unique.NullsNotDistinct,
        };
        _indexes.Add(index);
        _constraints.Add(new Constraint
        {
            Oid = session.Database.NextOid(),
            Name = constraintName,
            Kind = unique.IsPrimaryKey ? ConstraintKind.PrimaryKey : ConstraintKind.Unique,
            Columns = columns,
            IndexOid = index.Oid,
        });
    }

    private void AddCheck(CheckConstraint check, string? column)
    {
        var used = ExpressionCheck.Condition(check.Condition, name, _columns, session);
        var part = column ?? (used.Count == 1 ? used[0].Name : "");
        _constraints.Add(new Constraint
        {
            Oid = session.Database.NextOid(),
            Name = check.Name ?? ChooseConstraintName(part, "check"),
            Kind = ConstraintKind.Check,
            Columns = [.. used.Select(c => c.Number)],
            CheckSql = SyntaxPrinter.Print(check.Condition),
        });
    }

    private void AddLike(LikeClause like)
    {
        var source = session.GetTable(like.Table);
        bool Includes(LikeFeature feature)
        {
            var included = false;
            foreach (var option in like.Options)
            {
                if (option.Feature == feature || option.Feature == LikeFeature.All) included = option.IsIncluding;
            }

            return included;
        }

        foreach (var column in source.LiveColumns)
        {
            AddColumn(column.Name, column.Type);
            Change(column.Name, c => c with
            {
                IsNotNull = column.IsNotNull,
                DefaultSql = Includes(LikeFeature.Defaults) ? column.DefaultSql : null,
                GeneratedSql = Includes(LikeFeature.Generated) ? column.GeneratedSql : null,
                Comment = Includes(LikeFeature.Comments) ? column.Comment : null,
            });
        }

        if (Includes(LikeFeature.Indexes))
        {
            foreach (var constraint in source.Constraints.Where(c => c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique))
            {
                _pending.Add((new UniqueConstraint(constraint.Kind == ConstraintKind.PrimaryKey, [.. constraint.Columns.Select(n => new Name(source.Columns[n - 1].Name))]), null));
            }
        }

        if (!Includes(LikeFeature.Constraints)) return;
        foreach (var constraint in source.Constraints.Where(c => c.Kind == ConstraintKind.Check))
        {
            _pending.Add((new CheckConstraint(SqlParser.ParseExpression(constraint.CheckSql!), IsNoInherit: false) { Name = constraint.Name }, null));
        }
    }

    private void MakeSerial(string column, SqlType type)
    {
        var sequence = NewSequence(column, type);
        Change(column, c => c with { IsNotNull = true, DefaultSql = DefaultOf(sequence) });
    }

    private void MakeIdentity(string column, IdentityConstraint identity)
    {
        var target = Find(column);
        if (target.Type.Kind is not (TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8))
        {
            throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = "identity column type must be smallint, integer, or bigint" });
        }

        var sequence = NewSequence(column, target.Type, identity.Options);
        Change(column, c => c with { IsNotNull = true, DefaultSql = DefaultOf(sequence), Identity = identity.IsAlways ? IdentityKind.Always : IdentityKind.ByDefault });
    }

    private Sequence NewSequence(string column, SqlType type, SyntaxList<SequenceOption> options = default)
    {
        var sequence = SequenceOptions.Apply(
            SequenceOptions.Default(session.Database.NextOid(), new ObjectName(name.Schema, session.ChooseName(name.Schema, name.Name, column, "seq")), type) with { Owner = session.CurrentUser },
            options,
            session) with
        {
            OwnerColumn = Find(column).Number,
        };
        _sequences.Add(sequence);
        return sequence;
    }

    private static string DefaultOf(Sequence sequence) =>
        $"nextval('{SyntaxPrinter.QuoteIdentifier(sequence.Schema).Replace("'", "''")}.{SyntaxPrinter.QuoteIdentifier(sequence.Name).Replace("'", "''")}'::regclass)";

    private string ChooseFreeName(string columns, string suffix)
    {
        var chosen = session.ChooseName(name.Schema, name.Name, columns, suffix);
        for (var attempt = 1; _indexes.Exists(i => i.Name == chosen); attempt++) chosen = session.ChooseName(name.Schema, name.Name, columns, $"{suffix}{attempt}");
        return chosen;
    }

    private string ChooseConstraintName(string columns, string suffix)
    {
        var stem = columns.Length > 0 ? $"{name.Name}_{columns}_{suffix}" : $"{name.Name}_{suffix}";
        var chosen = stem;
        for (var attempt = 1; _constraints.Exists(c => c.Name == chosen); attempt++) chosen = $"{stem}{attempt}";
        return chosen;
    }

    private static int? Place(SyntaxNode node) => node.Position == 0 ? null : node.Position;

    private Column Find(string column) => _columns.Find(c => c.Name == column) ?? throw CatalogErrors.NoKeyColumn(column);

    private void Change(string column, Func<Column, Column> change)
    {
        var at = _columns.FindIndex(c => c.Name == column);
        _columns[at] = change(_columns[at]);
    }
}
