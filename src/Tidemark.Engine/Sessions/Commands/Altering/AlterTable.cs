using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER TABLE, and the actions that ALTER INDEX, VIEW and SEQUENCE share with it.</summary>
internal static class AlterTable
{
    public static CommandResult Execute(AlterTableStatement statement, SessionContext session)
    {
        var tag = $"ALTER {AlteredRelation.Words(statement.Kind).ToUpperInvariant()}";
        session.RequireWritable(tag);
        if (AlteredRelation.Find(statement.Name, statement.Kind, statement.IfExists, session) is not { } relation) return tag;
        if (relation is Table { Hypertable: not null } && statement.Actions.Any(a => a is not (SetOptionsAction or ResetOptionsAction)) && session.Catalog.RollupOf(relation.Oid) is not null) throw RollupErrors.KeptRowsAltered();
        if (relation is Table table && statement.Kind is ObjectKind.Table or ObjectKind.MaterializedView) Alter(table, statement, session);
        else AlterOther(relation, statement, session);
        return tag;
    }

    /// <summary>Does the actions on a table that is locked for it and may be altered.</summary>
    public static void Alter(Table table, AlterTableStatement statement, SessionContext session)
    {
        if (statement.IsOnly && table.Hypertable is not null) throw HypertableErrors.NoOnly();
        if (table.Materialized is not null && statement.Actions.FirstOrDefault(a => !TakesMaterialized(a)) is { } refused)
            throw AlterErrors.CannotAlter(AlteredRelation.ActionName(refused), table.Name, "materialized views");
        var alteration = new TableAlteration(table, session);

        // In PostgreSQL's order of passes: what is dropped goes first, whatever the order it was written in.
        foreach (var action in statement.Actions.OrderBy(PassOf)) Apply(action, alteration);
        alteration.Complete();
    }

    private static bool TakesMaterialized(AlterTableAction action) =>
        action is ChangeOwnerAction or SetOptionsAction or ResetOptionsAction or AlterColumnStatisticsAction or AlterColumnOptionsAction or AlterColumnStorageAction or AlterColumnCompressionAction
            or SetTablespaceAction or SetAccessMethodAction or ClusterOnAction;

    private static int PassOf(AlterTableAction action) => action switch
    {
        DropColumnAction or DropConstraintAction or DropIdentityAction or DropColumnExpressionAction or AlterColumnDefaultAction { Value: null } or AlterColumnNullabilityAction { IsNotNull: false } => 0,
        AlterColumnTypeAction => 1,
        AddColumnAction => 2,
        AlterColumnNullabilityAction or AlterIdentityAction => 3,
        AddConstraintAction { Constraint: UniqueConstraint } => 4,
        AddConstraintAction { Constraint: ForeignKeyConstraint } => 6,
        AddConstraintAction or AlterColumnDefaultAction or AddIdentityAction => 5,
        _ => 7,
    };

    private static void Apply(AlterTableAction action, TableAlteration table)
    {
        switch (action)
        {
            case AddColumnAction a: AddColumn.Apply(a, table); break;
            case DropColumnAction a: DropColumn.Apply(a, table); break;
            case AlterColumnTypeAction a: AlterColumnType.Apply(a, table); break;
            case AlterColumnDefaultAction a: AlterColumnDefault.Apply(a, table); break;
            case AlterColumnNullabilityAction a: AlterColumnNullability.Apply(a, table); break;
            case DropColumnExpressionAction a: DropColumnExpression.Apply(a, table); break;
            case AddIdentityAction a: AlterIdentity.Add(a, table); break;
            case AlterIdentityAction a: AlterIdentity.Change(a, table); break;
            case DropIdentityAction a: AlterIdentity.Drop(a, table); break;
            case AddConstraintAction a: AddConstraint.Apply(a, table); break;
            case DropConstraintAction a: DropConstraint.Apply(a, table); break;
            case ValidateConstraintAction a: ValidateConstraint.Apply(a, table); break;
            case AlterConstraintAction a: AlterConstraint.Apply(a, table); break;
            case SetOptionsAction a: AlterTableOptions.Set(a.Options, table); break;
            case ResetOptionsAction a: AlterTableOptions.Reset(a.Options, table); break;
            case ChangeOwnerAction a: table.Owner = Owners.NewOwner(a.Owner, table.Before, table.Session); break;
            default: StorageSettings.Apply(action, table); break;
        }
    }

    // Views, indexes and sequences take a few of the actions.
    private static void AlterOther(SchemaObject relation, AlterTableStatement statement, SessionContext session)
    {
        foreach (var action in statement.Actions)
        {
            switch (action)
            {
                case ChangeOwnerAction owner:
                    if (relation is Catalog.Index) throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot change owner of index \"{relation.Name}\"", Hint = "Change the ownership of the index's table instead." });
                    if (relation is Sequence { OwnerTable: > 0 } owned)
                    {
                        throw new SqlException(new SqlError
                        {
                            State = SqlState.FeatureNotSupported,
                            Message = $"cannot change owner of sequence \"{relation.Name}\"",
                            Detail = $"Sequence \"{relation.Name}\" is linked to table \"{session.Catalog.Find<Table>(owned.OwnerTable)?.Name}\".",
                        });
                    }

                    relation = Owners.Give(relation, Owners.NewOwner(owner.Owner, relation, session));
                    session.Transaction.Put(relation);
                    break;
                case SetOptionsAction options when Builtins.Extensions.MaterializedViews.FirstOrDefault(h => h.Owns(relation, session)) is { } handler:
                    handler.Altered(relation, [.. options.Options], session);
                    relation = session.Catalog.Find<SchemaObject>(relation.Oid)!;
                    break;
                case SetOptionsAction options when relation is Catalog.View view:
                    var set = view with { Options = ViewOptions.Set(view.Options, options.Options) };
                    if (set.CheckOption != ViewCheckOption.None) ViewOptions.RequireUpdatable(view.Query, session);
                    session.Transaction.Put(relation = set);
                    break;
                case SetTablespaceAction { Tablespace: "pg_default" } when relation is Catalog.View { Rollup: not null }:
                    break;
                case not AddColumnAction when relation is Catalog.View { Rollup: not null } && statement.Kind == ObjectKind.MaterializedView:
                    throw RollupErrors.OnlyOptions();
                case ResetOptionsAction options when relation is Catalog.View view:
                    session.Transaction.Put(relation = view with { Options = ViewOptions.Reset(view.Options, options.Options) });
                    break;
                case AlterColumnDefaultAction change when relation is Catalog.View view:
                    session.Transaction.Put(relation = WithDefault(view, change, session));
                    break;
                case AddColumnAction add when Builtins.Extensions.MaterializedViews.FirstOrDefault(h => h.Owns(relation, session)) is { } handler:
                    handler.AddColumn(relation, add, session);
                    relation = session.Catalog.Find<SchemaObject>(relation.Oid)!;
                    break;
                case SetOptionsAction or ResetOptionsAction or AlterColumnStatisticsAction or SetTablespaceAction when relation is Catalog.Index:
                    break;
                case SetOptionsAction or ResetOptionsAction or SetTablespaceAction or SetLoggedAction or ClusterOnAction or ReplicaIdentityAction when relation is Chunk:
                    break;
                default:
                    throw relation is Chunk ? InternalErrors.NotSupported($"{AlteredRelation.ActionName(action)} on a chunk", action.Position)
                        : AlterErrors.CannotAlter(AlteredRelation.ActionName(action), relation.Name, $"{Plural(relation)}");
            }
        }
    }

    private static Catalog.View WithDefault(Catalog.View view, AlterColumnDefaultAction change, SessionContext session)
    {
        var at = view.Columns.ToList().FindIndex(c => c.Name == change.Column);
        if (at < 0) throw NameErrors.ColumnOfRelationDoesNotExist(change.Column, view.Name, 0);
        var column = view.Columns[at];
        var sql = change.Value is null ? null : Binding.StoredSql.Unplaced(() => StoredExpressions.Default(change.Value, new Column { Number = at + 1, Name = column.Name, Type = column.Type }, session));
        return view with { Columns = view.Columns.SetItem(at, column with { DefaultSql = sql }) };
    }

    private static string Plural(SchemaObject relation) => relation switch
    {
        Catalog.Index => "indexes",
        Sequence => "sequences",
        Catalog.View => "views",
        _ => "tables",
    };
}
