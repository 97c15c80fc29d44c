using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER COLUMN TYPE. Rows are written anew only where values change: a longer varchar, or text in its place, leaves them as they are.</summary>
internal static class AlterColumnType
{
    public static void Apply(AlterColumnTypeAction action, TableAlteration table)
    {
        var (draft, session) = (table.Draft, table.Session);
        var column = draft.Get(action.Column);
        var (type, isSerial) = ColumnTypes.Resolve(action.Type, session);
        if (isSerial) throw CatalogErrors.Undefined("type", action.Type.Name.ToString()).At(TableDraft.Place(action.Type));
        if (type.Category == TypeCategory.Pseudo) throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"column \"{column.Name}\" has pseudo-type {type.DisplayName}" });
        if (column.GeneratedSql is not null && action.Using is not null)
        {
            throw new SqlException(new SqlError { State = SqlState.InvalidColumnDefinition, Message = "cannot specify USING when altering type of generated column", Detail = $"Column \"{column.Name}\" is a generated column." });
        }

        RefuseUsers(column, table);
        if (table.Before.Hypertable?.Dimensions.FirstOrDefault(d => d.Column == column.Number) is { } dimension) CheckDimension(dimension, column, type);
        if (column.Identity != IdentityKind.None) ColumnDefinitions.RequireIdentityType(type);

        // Bound once here, so that what cannot be converted is refused even where there are no rows.
        var probe = session.NewBinder();
        Value(action, column, type, table, probe, probe.NewColumns(table.Before));
        var changed = column with { Type = type };
        if (column.DefaultSql is not null && column.GeneratedSql is null) ConvertDefault(column, type, session);
        if (action.Using is not null || !IsSameBytes(column.Type, type)) table.NewValues[column.Number] = (binder, before) => Value(action, column, type, table, binder, before);
        draft.Columns[column.Number - 1] = changed;
        Recheck(changed, table);
    }

    private static BoundExpression Value(AlterColumnTypeAction action, Column column, SqlType type, TableAlteration table, Binder binder, System.Collections.Immutable.ImmutableArray<OutputColumn> before)
    {
        if (column.GeneratedSql is not null) return Constants.Null(type);
        if (action.Using is { } given)
        {
            var bound = binder.BindExpression(given, table.Before.Name, before, ExpressionKind.AlterColumn);
            return binder.Coercion.TryCoerceTo(bound, type, CastContext.Assignment) ?? throw AlterErrors.CannotCastUsing(column.Name, type.DisplayName);
        }

        var old = before.First(c => c.Name == column.Name);
        return binder.Coercion.TryCoerceTo(old.Reference, type, CastContext.Assignment)
            ?? throw AlterErrors.CannotCastColumn(column.Name, type.ToString(), SyntaxPrinter.QuoteIdentifier(column.Name));
    }

    private static void ConvertDefault(Column column, SqlType type, SessionContext session)
    {
        var binder = session.NewBinder();
        var bound = StoredSql.Unplaced(() => binder.BindExpression(SqlParser.ParseExpression(column.DefaultSql!), "", [], ExpressionKind.Default));
        if (binder.Coercion.TryCoerceTo(bound, type, CastContext.Assignment) is null) throw AlterErrors.CannotCastDefault(column.Name, type.DisplayName);
    }

    private static void RefuseUsers(Column column, TableAlteration table)
    {
        var session = table.Session;
        var generated = table.Draft.Live.FirstOrDefault(c => c.GeneratedSql is not null && c.Number != column.Number
            && StoredExpressions.UsedBy(c.GeneratedSql, table.Draft.Name, table.Draft.Live, session).Exists(u => u.Number == column.Number));
        if (generated is not null) throw AlterErrors.TypeIsUsed("generated column", $"Column \"{column.Name}\" is used by generated column \"{generated.Name}\".");
        var view = ViewColumns.ReadersOf(table.Before, column.Number, session).FirstOrDefault();
        if (view is not null) throw AlterErrors.TypeIsUsed("view or rule", $"rule _RETURN on {Dependencies.Describe(view.Owner, session)} depends on column \"{column.Name}\"");
    }

    // The slices of chunks are compared with the new type, and stay.
    private static void CheckDimension(Dimension dimension, Column column, SqlType type)
    {
        if (dimension.Partitions > 0) throw AlterErrors.HashPartitionedType();
        var (from, to) = (RangeKind(column.Type), RangeKind(type));
        if (column.Type.Is(type) || (from is not null && from == to)) return;
        if (column.Type.Category != type.Category) throw NameErrors.OperatorDoesNotExist($"{type.DisplayName} >= {column.Type.DisplayName}", isPrefix: false, null);
        throw AlterErrors.PartitionKeyType(column.Name, column.Type.DisplayName, type.DisplayName);
    }

    private static TypeCategory? RangeKind(SqlType type) => type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Date => TypeCategory.DateTime,
        TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 => TypeCategory.Numeric,
        _ => null,
    };

    // Checks are read again with the new type, foreign keys compare anew, and unique keys may now collide.
    private static void Recheck(Column column, TableAlteration table)
    {
        var (draft, session) = (table.Draft, table.Session);
        for (var i = 0; i < draft.Constraints.Count; i++)
        {
            var constraint = draft.Constraints[i];
            if (!constraint.Columns.Contains(column.Number)) continue;
            if (constraint.Kind == ConstraintKind.Check)
            {
                draft.Constraints[i] = constraint with { CheckSql = StoredExpressions.Check(SqlParser.ParseExpression(constraint.CheckSql!), draft.Name, draft.Live, session).Sql };
                if (!constraint.IsNotValid) table.Unverified.Add(draft.Constraints[i]);
            }
            else if (constraint.Kind == ConstraintKind.ForeignKey)
            {
                RequireComparable(constraint, draft.Columns, session.Catalog.Find<Table>(constraint.ReferencedTable)!.Columns, session);
                if (!constraint.IsNotValid) table.Unverified.Add(constraint);
            }
        }

        foreach (var (referring, constraint) in session.Catalog.ReferencesTo(draft.Oid).Where(r => r.Constraint.ReferencedColumns.Contains(column.Number)).ToList())
        {
            if (referring.Oid != draft.Oid) session.Lock(referring.Oid, Locks.TableLockMode.AccessExclusive);
            RequireComparable(constraint, referring.Oid == draft.Oid ? draft.Columns : referring.Columns, draft.Columns, session);
        }

        foreach (var index in draft.Indexes.Where(i => i.IsUnique && i.Keys.Any(k => k.Column == column.Number))) table.UnverifiedIndexes.Add(index.Oid);
    }

    private static void RequireComparable(Constraint key, IReadOnlyList<Column> own, IReadOnlyList<Column> referenced, SessionContext session)
    {
        for (var i = 0; i < key.Columns.Length; i++)
        {
            var (a, b) = (own[key.Columns[i] - 1], referenced[key.ReferencedColumns[i] - 1]);
            if (!KeyTypes.AreComparable(a.Type, b.Type, session)) throw ForeignKeyErrors.IncompatibleTypes(key.Name, a.Name, a.Type.ToString(), b.Name, b.Type.ToString());
        }
    }

    /// <summary>Whether every value of a type is, as it lies in storage, the same value of another.</summary>
    private static bool IsSameBytes(SqlType from, SqlType to)
    {
        if (from.Kind is TypeKind.Varchar or TypeKind.Text && to.Kind is TypeKind.Varchar or TypeKind.Text)
            return to.Modifier < 0 || (from.Modifier >= 0 && TypeModifiers.LengthOf(to) >= TypeModifiers.LengthOf(from));
        if (!from.Is(to)) return false;
        if (from.Modifier == to.Modifier || to.Modifier < 0) return from.Kind != TypeKind.BpChar || from.Modifier == to.Modifier;
        return to.Kind == TypeKind.Numeric && TypeModifiers.NumericOf(from) is var (precision, scale) && TypeModifiers.NumericOf(to) is var (wider, same) && same == scale && wider >= precision;
    }
}
