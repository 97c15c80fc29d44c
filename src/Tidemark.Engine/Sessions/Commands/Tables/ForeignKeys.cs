using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Sessions.Temporary;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using ReferentialAction = Tidemark.Engine.Catalog.ReferentialAction;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>FOREIGN KEY and REFERENCES.</summary>
internal static class ForeignKeys
{
    /// <summary>Adds a foreign key to a table.</summary>
    public static Constraint Add(TableDraft draft, ForeignKeyConstraint key)
    {
        var session = draft.Session;
        var reference = key.Reference;
        if (reference.Match == ForeignKeyMatch.Partial) throw InternalErrors.NotSupported("MATCH PARTIAL", TableDraft.Place(reference));
        var target = Target(draft, reference);
        if (TemporarySchema.Is(draft.Name.Schema) != TemporarySchema.Is(target.Name.Schema))
        {
            var kind = TemporarySchema.Is(draft.Name.Schema) ? "temporary" : "permanent";
            throw new SqlException(new SqlError { State = SqlState.InvalidTableDefinition, Message = $"constraints on {kind} tables may reference only {kind} tables" });
        }

        if (draft.Hypertable is not null && target.Hypertable is not null) throw ForeignKeyErrors.BetweenHypertables();
        var columns = Columns(draft.Live, key.Columns);
        var (referenced, index) = Referenced(target, reference);
        if (columns.Count != referenced.Count) throw ForeignKeyErrors.CountsDisagree();
        var name = key.Name ?? draft.ChooseConstraintName(string.Join('_', key.Columns.Select(c => c.Text)), "fkey");
        draft.CheckConstraintName(key.Name);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!KeyTypes.AreComparable(columns[i].Type, referenced[i].Type, session))
                throw ForeignKeyErrors.IncompatibleTypes(name, columns[i].Name, columns[i].Type.ToString(), referenced[i].Name, referenced[i].Type.ToString());
        }

        var constraint = new Constraint
        {
            Oid = session.Database.NextOid(),
            Name = name,
            Kind = ConstraintKind.ForeignKey,
            Columns = [.. columns.Select(c => c.Number)],
            ReferencedTable = target.Oid,
            ReferencedColumns = [.. referenced.Select(c => c.Number)],
            ReferencedIndex = index.Oid,
            OnDelete = (ReferentialAction)reference.OnDelete,
            OnUpdate = (ReferentialAction)reference.OnUpdate,
            OnDeleteColumns = ActionColumns(draft, reference, columns),
            MatchesFully = reference.Match == ForeignKeyMatch.Full,
            IsDeferrable = key.Timing is ConstraintTiming.Deferrable or ConstraintTiming.InitiallyDeferred,
            IsDeferred = key.Timing == ConstraintTiming.InitiallyDeferred,
            IsNotValid = key.IsNotValid,
        };
        CheckGenerated(columns, constraint);
        draft.Constraints.Add(constraint);
        return constraint;
    }

    // A foreign key may point at the table that it is part of, also before that table exists.
    private static TableDraft Target(TableDraft draft, ForeignKeyReference reference)
    {
        var session = draft.Session;
        var name = reference.Table;
        var found = session.FindRelation(name);
        if (found?.Oid == draft.Oid || (found is null && name.Object == draft.Name.Name && (name.Schema ?? draft.Name.Schema) == draft.Name.Schema)) return draft;
        if (found is null)
        {
            throw name.Schema is { } schema && session.Catalog.FindSchema(schema) is null ? CatalogErrors.NoSchema(schema) : NameErrors.RelationDoesNotExist(name.ToString());
        }

        if (found is not Table) throw ForeignKeyErrors.NotTable(found.Name);
        session.Lock(found.Oid, TableLockMode.AccessExclusive);
        var table = session.Catalog.Find<Table>(found.Oid) ?? throw NameErrors.RelationDoesNotExist(name.ToString());
        var target = new TableDraft(session, table.QualifiedName, table.Oid) { Hypertable = table.Hypertable };
        target.Columns.AddRange(table.Columns);
        target.Constraints.AddRange(table.Constraints);
        target.Indexes.AddRange(session.Catalog.IndexesOf(table.Oid));
        return target;
    }

    private static List<Column> Columns(IEnumerable<Column> live, SyntaxList<Name> names)
    {
        var columns = new List<Column>();
        foreach (var name in names)
        {
            var column = live.FirstOrDefault(c => c.Name == name.Text) ?? throw ForeignKeyErrors.NoColumn(name.Text);
            columns.Add(column);
        }

        return columns;
    }

    private static (List<Column> Columns, Catalog.Index Index) Referenced(TableDraft target, ForeignKeyReference reference)
    {
        if (reference.Columns.IsEmpty)
        {
            var primary = target.Indexes.Find(i => i.IsPrimary) ?? throw ForeignKeyErrors.NoPrimaryKey(target.Name.Name);
            RequireImmediate(primary);
            return ([.. primary.Keys.Select(k => target.Columns[k.Column - 1])], primary);
        }

        var columns = Columns(target.Live, reference.Columns);
        var numbers = columns.Select(c => c.Number).ToHashSet();
        var index = target.Indexes.OrderByDescending(i => i.IsPrimary).FirstOrDefault(i =>
            i.IsUnique && i.WhereSql is null && i.Keys.Length == columns.Count && i.Keys.All(k => numbers.Contains(k.Column)) && numbers.Count == columns.Count);
        if (index is null) throw ForeignKeyErrors.NoUniqueKey(target.Name.Name);
        RequireImmediate(index);
        return (columns, index);

        void RequireImmediate(Catalog.Index key)
        {
            if (!target.Constraints.Exists(c => c.IndexOid == key.Oid && c.IsDeferrable)) return;
            throw new SqlException(new SqlError
            {
                State = SqlState.ObjectNotInPrerequisiteState,
                Message = $"cannot use a deferrable {(key.IsPrimary ? "primary key" : "unique constraint")} for referenced table \"{target.Name.Name}\"",
            });
        }
    }

    private static ImmutableArray<int> ActionColumns(TableDraft draft, ForeignKeyReference reference, List<Column> columns) =>
        [.. reference.OnDeleteColumns.Select(c =>
        {
            var column = draft.Find(c.Text) ?? throw ForeignKeyErrors.NoColumn(c.Text);
            return columns.Contains(column) ? column.Number : throw ForeignKeyErrors.ActionColumn(c.Text);
        })];

    private static void CheckGenerated(List<Column> columns, Constraint constraint)
    {
        if (!columns.Exists(c => c.GeneratedSql is not null)) return;
        if (constraint.OnUpdate is ReferentialAction.SetNull or ReferentialAction.SetDefault or ReferentialAction.Cascade) throw ForeignKeyErrors.GeneratedAction("ON UPDATE");
        if (constraint.OnDelete is ReferentialAction.SetNull or ReferentialAction.SetDefault) throw ForeignKeyErrors.GeneratedAction("ON DELETE");
    }
}
