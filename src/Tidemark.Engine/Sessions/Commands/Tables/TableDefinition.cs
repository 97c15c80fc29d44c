using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>A table that CREATE TABLE describes, element by element.</summary>
internal sealed class TableDefinition
{
    private readonly SessionContext _session;
    private readonly TableDraft _draft;
    private readonly ColumnDefinitions _columns;
    private readonly List<Catalog.Index> _likeIndexes = [];

    public TableDefinition(SessionContext session, ObjectName name)
    {
        _session = session;
        _draft = new TableDraft(session, name, session.Database.NextOid()) { IsNew = true };
        _columns = new ColumnDefinitions(_draft);
    }

    /// <summary>The indexes behind its keys.</summary>
    public ImmutableArray<Catalog.Index> Indexes => [.. _draft.Indexes];

    /// <summary>The sequences behind serial and identity columns.</summary>
    public IReadOnlyList<Sequence> Sequences => _columns.Sequences;

    /// <summary>Adds an element of the list.</summary>
    public void Add(TableElement element)
    {
        switch (element)
        {
            case ColumnDefinition column:
                if (_draft.Find(column.Name) is not null) throw CatalogErrors.DuplicateColumn(column.Name);
                _columns.Add(column);
                break;
            case TableConstraint constraint:
                _columns.Add(constraint);
                break;
            case LikeClause like:
                AddLike(like);
                break;
        }
    }

    /// <summary>Adds a column that is known already (CREATE TABLE AS); a value of a pseudo-type cannot be stored.</summary>
    public void AddColumn(string columnName, SqlType type)
    {
        if (_draft.Find(columnName) is not null) throw CatalogErrors.DuplicateColumn(columnName);
        if ((type.Element ?? type).Category == TypeCategory.Pseudo)
        {
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{columnName}\" has pseudo-type {type.DisplayName}" });
        }

        _columns.Add(columnName, type);
    }

    /// <summary>The table.</summary>
    public Table Build(SyntaxList<Option> options, OnCommitAction onCommit = OnCommitAction.Default)
    {
        _columns.Complete();
        return DefaultPrivileges.Apply(new Table
        {
            Oid = _draft.Oid,
            Schema = _draft.Name.Schema,
            Name = _draft.Name.Name,
            Owner = _session.CurrentUser,
            Columns = [.. _draft.Columns],
            Constraints = [.. _draft.Constraints],
            StorageId = _session.Database.NextStorageId(),
            IsTemporary = Temporary.TemporarySchema.Is(_draft.Name.Schema),
            OnCommit = onCommit,
            Options = TableOptions.Ordinary(options),
        }, _draft.Name.Schema, _session.Catalog);
    }

    /// <summary>The statements that make the further indexes of LIKE ... INCLUDING INDEXES, under names of their own.</summary>
    public IEnumerable<string> LikeIndexes(Table table)
    {
        foreach (var index in _likeIndexes)
        {
            var text = IndexDefinition.Of(index, _session.Catalog);
            yield return $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX ON {InternalQuery.Name(table)}{text[text.IndexOf(" USING ", StringComparison.Ordinal)..]}";
        }
    }

    private void AddLike(LikeClause like)
    {
        var relation = _session.GetRelation(like.Table);
        if (relation is View view)
        {
            foreach (var column in view.Columns) AddColumn(column.Name, column.Type);
            return;
        }

        var source = relation as Table ?? throw CatalogErrors.WrongKind(relation.Name, "a table");
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
            _draft.Change(column.Name, c => c with
            {
                IsNotNull = column.IsNotNull,
                DefaultSql = Includes(LikeFeature.Defaults) && column.Identity == IdentityKind.None ? column.DefaultSql : null,
                GeneratedSql = Includes(LikeFeature.Generated) ? column.GeneratedSql : null,
                Comment = Includes(LikeFeature.Comments) ? column.Comment : null,
            });
            if (column.Identity != IdentityKind.None && Includes(LikeFeature.Identity)) _columns.MakeIdentity(column.Name, column.Identity == IdentityKind.Always, default);
        }

        if (Includes(LikeFeature.Indexes))
        {
            _likeIndexes.AddRange(_session.Catalog.IndexesOf(source.Oid).Where(i => !source.Constraints.Any(c => c.IndexOid == i.Oid)));
            foreach (var constraint in source.Constraints.Where(c => c.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique))
            {
                _columns.Add(new UniqueConstraint(constraint.Kind == ConstraintKind.PrimaryKey, [.. constraint.Columns.Select(n => new Name(source.Columns[n - 1].Name))]));
            }
        }

        if (!Includes(LikeFeature.Constraints)) return;
        foreach (var constraint in source.Constraints.Where(c => c.Kind == ConstraintKind.Check))
        {
            _columns.Add(new CheckConstraint(SqlParser.ParseExpression(constraint.CheckSql!), IsNoInherit: false) { Name = constraint.Name });
        }
    }
}
