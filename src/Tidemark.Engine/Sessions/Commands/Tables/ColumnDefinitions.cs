using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>
/// Columns as CREATE TABLE and ADD COLUMN describe them. Constraints of columns become constraints of the table, as in PostgreSQL, so that there is one kind of each afterwards;
/// they wait, as generation expressions do, until all columns are known.
/// </summary>
internal sealed class ColumnDefinitions(TableDraft draft)
{
    private readonly List<TableConstraint> _constraints = [];
    private readonly List<(string Column, Expression Value)> _generated = [];
    private readonly List<Sequence> _sequences = [];

    // Columns that were said to be NULL in so many words.
    private readonly HashSet<string> _nullable = [];

    /// <summary>The sequences behind serial and identity columns.</summary>
    public IReadOnlyList<Sequence> Sequences => _sequences;

    private SessionContext Session => draft.Session;

    /// <summary>Adds a column.</summary>
    public void Add(ColumnDefinition definition)
    {
        if (definition.Type is null) throw InternalErrors.NotSupported("a column without a type", definition.Position);
        var (type, serial) = ColumnTypes.Resolve(definition.Type, Session);
        if (type.Category == TypeCategory.Pseudo) throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{definition.Name}\" has pseudo-type {type.DisplayName}" });
        Add(definition.Name, type);
        if (serial) MakeSerial(definition.Name, type);
        foreach (var constraint in definition.Constraints) Apply(constraint, definition.Name);
    }

    /// <summary>Adds a column of a name and a type.</summary>
    public void Add(string name, SqlType type)
    {
        TableDraft.CheckColumnName(name);
        draft.Columns.Add(new Column { Number = draft.Columns.Count + 1, Name = name, Type = type });
    }

    /// <summary>Adds a constraint of the table.</summary>
    public void Add(TableConstraint constraint) => _constraints.Add(constraint);

    /// <summary>All columns are known: works out what waited for that.</summary>
    /// <returns>The constraints added.</returns>
    public List<Constraint> Complete()
    {
        foreach (var (column, value) in _generated)
        {
            var sql = StoredExpressions.Generated(value, draft.Name, draft.Live, draft.Get(column), Session);
            draft.Change(column, c => c with { GeneratedSql = sql });
        }

        // PostgreSQL makes the primary key's index before the others, whatever the order they were written in, and foreign keys when all keys are there.
        var before = draft.Constraints.Count;
        foreach (var constraint in _constraints.OrderBy(c => c is UniqueConstraint { IsPrimaryKey: true } ? 0 : c is ForeignKeyConstraint ? 2 : 1))
        {
            switch (constraint)
            {
                case UniqueConstraint unique:
                    KeyConstraints.Add(draft, unique);
                    break;
                case CheckConstraint check:
                    CheckConstraints.Add(draft, check);
                    break;
                case ForeignKeyConstraint key:
                    ForeignKeys.Add(draft, key);
                    break;
                default:
                    throw InternalErrors.NotSupported("EXCLUDE", TableDraft.Place(constraint));
            }
        }

        return draft.Constraints[before..];
    }

    /// <summary>Makes an existing column an identity column.</summary>
    public void MakeIdentity(string column, bool isAlways, SyntaxList<SequenceOption> options)
    {
        var target = draft.Get(column);
        RequireIdentityType(target.Type);
        var sequence = NewSequence(column, target.Type, options);
        draft.Change(column, c => c with { IsNotNull = true, DefaultSql = SequenceDefaults.Of(sequence), Identity = isAlways ? IdentityKind.Always : IdentityKind.ByDefault });
    }

    /// <summary>22023 where a type is none that an identity column can have.</summary>
    public static void RequireIdentityType(SqlType type)
    {
        if (type.Kind is not (TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8)) throw AlterErrors.InvalidParameter("identity column type must be smallint, integer, or bigint");
    }

    private void Apply(ColumnConstraint constraint, string column)
    {
        switch (constraint)
        {
            case NotNullConstraint:
                if (_nullable.Contains(column)) throw CatalogErrors.ConflictingNull(column, draft.Name.Name).At(TableDraft.Place(constraint));
                draft.Change(column, c => c with { IsNotNull = true });
                break;
            case NullConstraint:
                if (draft.Get(column).IsNotNull) throw CatalogErrors.ConflictingNull(column, draft.Name.Name).At(TableDraft.Place(constraint));
                _nullable.Add(column);
                break;
            case DefaultConstraint d:
                RequireFree(column, constraint, "default");
                var sql = StoredExpressions.Default(d.Value, draft.Get(column), Session);
                draft.Change(column, c => c with { DefaultSql = sql });
                break;
            case ColumnCheckConstraint check:
                _constraints.Add(new CheckConstraint(check.Condition, check.IsNoInherit) { Name = check.Name, Position = check.Position });
                break;
            case ColumnUniqueConstraint unique:
                _constraints.Add(new UniqueConstraint(unique.IsPrimaryKey, [new Syntax.Names.Name(column)])
                {
                    Name = unique.Name,
                    NullsNotDistinct = unique.NullsNotDistinct,
                    Timing = unique.Timing,
                    Position = unique.Position,
                });
                break;
            case ColumnReferencesConstraint reference:
                _constraints.Add(new ForeignKeyConstraint([new Syntax.Names.Name(column)], reference.Reference) { Name = reference.Name, Timing = reference.Timing, Position = reference.Position });
                break;
            case IdentityConstraint identity:
                RequireFree(column, constraint, "identity");
                if (_nullable.Contains(column)) throw CatalogErrors.ConflictingNull(column, draft.Name.Name).At(TableDraft.Place(constraint));
                MakeIdentity(column, identity.IsAlways, identity.Options);
                break;
            case GeneratedConstraint generated:
                RequireFree(column, constraint, "generation expression");
                _generated.Add((column, generated.Value));
                break;
        }
    }

    // A column has one of default, identity and generation expression.
    private void RequireFree(string column, ColumnConstraint constraint, string added)
    {
        var current = draft.Get(column);
        var has = _generated.Exists(g => g.Column == column) ? "generation expression" : current.Identity != IdentityKind.None ? "identity" : current.DefaultSql is not null ? "default" : null;
        if (has is null) return;
        var message = (has, added) switch
        {
            ("default", "default") => $"multiple default values specified for column \"{column}\" of table \"{draft.Name.Name}\"",
            ("identity", "identity") => $"multiple identity specifications for column \"{column}\" of table \"{draft.Name.Name}\"",
            ("generation expression", "generation expression") => $"multiple generation clauses specified for column \"{column}\" of table \"{draft.Name.Name}\"",
            ("identity", "generation expression") or ("generation expression", "identity") => $"both identity and generation expression specified for column \"{column}\" of table \"{draft.Name.Name}\"",
            ("generation expression", _) or (_, "generation expression") => $"both default and generation expression specified for column \"{column}\" of table \"{draft.Name.Name}\"",
            _ => $"both default and identity specified for column \"{column}\" of table \"{draft.Name.Name}\"",
        };
        throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = message, Position = TableDraft.Place(constraint) });
    }

    private void MakeSerial(string column, SqlType type)
    {
        var sequence = NewSequence(column, type, default);
        draft.Change(column, c => c with { IsNotNull = true, DefaultSql = SequenceDefaults.Of(sequence) });
    }

    private Sequence NewSequence(string column, SqlType type, SyntaxList<SequenceOption> options)
    {
        var name = options.FirstOrDefault(o => o.Kind == SequenceOptionKind.SequenceName)?.Name is { } given
            ? Session.CreationTarget(given)
            : new ObjectName(draft.Name.Schema, Session.ChooseName(draft.Name.Schema, draft.Name.Name, column, "seq"));
        var sequence = SequenceOptions.Apply(SequenceOptions.Default(Session.Database.NextOid(), name, type) with { Owner = Session.CurrentUser }, options, Session) with
        {
            OwnerTable = draft.Oid,
            OwnerColumn = draft.Get(column).Number,
        };
        _sequences.Add(sequence);
        return sequence;
    }
}
