using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>PRIMARY KEY and UNIQUE.</summary>
internal static class KeyConstraints
{
    /// <summary>Adds a key and the index behind it to a table.</summary>
    public static Catalog.Index Add(TableDraft draft, UniqueConstraint unique)
    {
        var session = draft.Session;
        if (unique.IsPrimaryKey && draft.Constraints.Exists(c => c.Kind == ConstraintKind.PrimaryKey)) throw CatalogErrors.MultiplePrimaryKeys(draft.Name.Name).At(TableDraft.Place(unique));
        if (unique.ExistingIndex is not null && draft.Hypertable is not null) throw HypertableErrors.NoExistingIndex();
        if (unique.ExistingIndex is { } existing) return Adopt(draft, unique, existing);
        var columns = ImmutableArray.CreateBuilder<int>();
        foreach (var key in unique.Columns)
        {
            var column = draft.Find(key.Text) ?? throw CatalogErrors.NoKeyColumn(key.Text).At(TableDraft.Place(unique));
            if (columns.Contains(column.Number)) throw CatalogErrors.ColumnTwiceInKey(key.Text, unique.IsPrimaryKey).At(TableDraft.Place(unique));
            columns.Add(column.Number);
        }

        var included = unique.Include.Select(c => (draft.Find(c.Text) ?? throw CatalogErrors.NoKeyColumn(c.Text).At(TableDraft.Place(unique))).Number).ToImmutableArray();
        var name = unique.Name ?? (unique.IsPrimaryKey ? draft.ChooseIndexName("", "pkey") : draft.ChooseIndexName(string.Join('_', unique.Columns.Select(c => c.Text)), "key"));
        if (unique.Name is not null && (draft.Indexes.Exists(i => i.Name == name) || session.Catalog.FindRelation(draft.Name.Schema, name) is not null)) throw CatalogErrors.RelationExists(name);
        draft.CheckConstraintName(unique.Name);
        var index = new Catalog.Index
        {
            Oid = session.Database.NextOid(),
            Schema = draft.Name.Schema,
            Name = name,
            Owner = session.CurrentUser,
            TableOid = draft.Oid,
            Keys = [.. columns.Select(c => new IndexKey(c, null, Descending: false, NullsFirst: false))],
            Included = included,
            IsUnique = true,
            IsPrimary = unique.IsPrimaryKey,
            NullsNotDistinct = unique.NullsNotDistinct,
        };
        Register(draft, unique, index);
        return index;
    }

    // ADD PRIMARY KEY | UNIQUE USING INDEX: the index takes the constraint's name.
    private static Catalog.Index Adopt(TableDraft draft, UniqueConstraint unique, string existing)
    {
        var session = draft.Session;
        var index = draft.Indexes.Find(i => i.Name == existing) ?? throw CatalogErrors.Undefined("index", existing).At(TableDraft.Place(unique));
        if (draft.Constraints.Exists(c => c.IndexOid == index.Oid)) throw Unfit($"index \"{existing}\" is already associated with a constraint");
        if (!index.IsUnique) throw NotKey($"\"{existing}\" is not a unique index");
        if (index.Keys.Any(k => k.Column == 0)) throw NotKey($"index \"{existing}\" contains expressions");
        if (index.WhereSql is not null) throw NotKey($"\"{existing}\" is a partial index");
        if (index.Keys.Any(k => k.Descending || k.NullsFirst)) throw NotKey($"index \"{existing}\" column number {index.Keys.ToList().FindIndex(k => k.Descending || k.NullsFirst) + 1} does not have default sorting behavior");
        var name = unique.Name ?? existing;
        if (name != existing)
        {
            session.Notice(new SqlError
            {
                Severity = Severity.Notice,
                State = SqlState.SuccessfulCompletion,
                Message = $"ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"{existing}\" to \"{name}\"",
            });
            if (session.Catalog.FindRelation(draft.Name.Schema, name) is not null) throw CatalogErrors.RelationExists(name);
        }

        draft.Indexes.Remove(index);
        index = index with { Name = name, IsPrimary = unique.IsPrimaryKey };
        Register(draft, unique, index);
        return index;

        SqlException NotKey(string message) => new(new SqlError
        {
            State = SqlState.WrongObjectType,
            Message = message,
            Detail = "Cannot create a primary key or unique constraint using such an index.",
            Position = TableDraft.Place(unique),
        });

        SqlException Unfit(string message) => new(new SqlError { State = SqlState.ObjectNotInPrerequisiteState, Message = message, Position = TableDraft.Place(unique) });
    }

    private static void Register(TableDraft draft, UniqueConstraint unique, Catalog.Index index)
    {
        var session = draft.Session;
        draft.Indexes.Add(index);
        draft.Constraints.Add(new Constraint
        {
            Oid = session.Database.NextOid(),
            Name = index.Name,
            Kind = unique.IsPrimaryKey ? ConstraintKind.PrimaryKey : ConstraintKind.Unique,
            Columns = [.. index.Keys.Select(k => k.Column)],
            IndexOid = index.Oid,
            IsDeferrable = unique.Timing is ConstraintTiming.Deferrable or ConstraintTiming.InitiallyDeferred,
            IsDeferred = unique.Timing == ConstraintTiming.InitiallyDeferred,
        });
        if (!unique.IsPrimaryKey) return;
        foreach (var key in index.Keys) draft.Columns[key.Column - 1] = draft.Columns[key.Column - 1] with { IsNotNull = true };
    }
}
