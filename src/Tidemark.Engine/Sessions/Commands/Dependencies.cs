using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>Something that would no longer work without what is dropped.</summary>
/// <param name="Description">Such as <c>view v</c> or <c>constraint c on table t</c>.</param>
/// <param name="DependsOn">What it needs, in the same form.</param>
/// <param name="Drop">Drops it.</param>
internal sealed record Dependent(string Description, string DependsOn, Action Drop);

/// <summary>What depends on objects, and what becomes of it when they are dropped.</summary>
internal static class Dependencies
{
    /// <summary>What depends on a relation, directly or through views, in the order in which PostgreSQL tells it.</summary>
    /// <param name="needed">What is to be dropped.</param>
    /// <param name="session">The session.</param>
    /// <param name="dropped">Oids of all relations that go anyway; those that are found are added.</param>
    public static IEnumerable<Dependent> Of(SchemaObject needed, SessionContext session, HashSet<uint> dropped)
    {
        var description = Describe(needed, session);
        if (needed is Table)
        {
            foreach (var (referring, constraint) in session.Catalog.ReferencesTo(needed.Oid).ToList())
            {
                if (!dropped.Contains(referring.Oid)) yield return ForeignKey(referring, constraint, description, session);
            }
        }

        if (needed is Table or Catalog.View)
        {
            foreach (var view in StoredQuery.All(session.Catalog).Where(v => v.DependsOn.Contains(needed.Oid)).ToList())
            {
                foreach (var dependent in View(view.Owner, description, session, dropped)) yield return dependent;
            }
        }

        foreach (var routine in session.Catalog.Routines.Where(r => r.DependsOn.Contains(needed.Oid) || (r.ReturnsRelation == needed.Oid && needed.Oid != 0)).OrderBy(r => r.Oid).ToList())
        {
            var what = routine.ReturnsRelation == needed.Oid ? $"type {description[(description.IndexOf(' ') + 1)..]}" : description;
            foreach (var dependent in RoutineDependents.Body(routine, what, session, dropped)) yield return dependent;
        }

        // Sequences that columns own go with a table, and defaults that use them elsewhere with them.
        foreach (var sequence in needed is Sequence one ? [one] : session.Catalog.Relations.OfType<Sequence>().Where(s => s.OwnerTable == needed.Oid && needed is Table).ToList())
        {
            foreach (var table in session.Catalog.Relations.OfType<Table>().Where(t => !dropped.Contains(t.Oid)).OrderBy(t => t.Oid).ToList())
            {
                foreach (var column in table.LiveColumns.Where(c => SequenceDefaults.Uses(c, sequence)))
                {
                    yield return new Dependent(
                        $"default value for {Describe(table, column, session)}", Describe(sequence, session), () => SequenceDefaults.Remove(table.Oid, column.Number, session));
                }
            }
        }
    }

    /// <summary>A view or materialized view, and what depends on it.</summary>
    public static IEnumerable<Dependent> View(SchemaObject view, string dependsOn, SessionContext session, HashSet<uint> dropped)
    {
        if (!dropped.Add(view.Oid)) yield break;
        yield return new Dependent(Describe(view, session), dependsOn, () =>
        {
            if (session.Catalog.Find<SchemaObject>(view.Oid) is { } current) DropObjects.Drop(current, session);
        });
        foreach (var further in Of(view, session, dropped)) yield return further;
    }

    /// <summary>A foreign key of another table.</summary>
    public static Dependent ForeignKey(Table referring, Constraint constraint, string dependsOn, SessionContext session) => new(
        $"constraint {constraint.Name} on {Describe(referring, session)}",
        dependsOn,
        () =>
        {
            session.Lock(referring.Oid, Locks.TableLockMode.AccessExclusive);
            if (session.Catalog.Find<Table>(referring.Oid) is { } table) session.Transaction.Put(table with { Constraints = table.Constraints.RemoveAll(c => c.Oid == constraint.Oid) });
        });

    /// <summary>Drops dependents with the notices of CASCADE; 2BP01 where there are some and CASCADE was not given.</summary>
    /// <param name="what">What is dropped, such as <c>table t</c>; null for several objects.</param>
    /// <param name="dependents">What depends on it.</param>
    /// <param name="cascade">CASCADE.</param>
    /// <param name="session">The session.</param>
    public static void Drop(string? what, IReadOnlyList<Dependent> dependents, bool cascade, SessionContext session)
    {
        if (dependents.Count == 0) return;
        if (!cascade) throw CatalogErrors.StillNeeded(what, dependents.Select(d => $"{d.Description} depends on {d.DependsOn}"));
        foreach (var dependent in dependents) dependent.Drop();
        Tell(dependents.Select(d => d.Description).ToList(), session);
    }

    /// <summary>The notice of what went as well.</summary>
    public static void Tell(IReadOnlyList<string> descriptions, SessionContext session)
    {
        if (descriptions.Count == 0) return;
        session.Notice(new SqlError
        {
            Severity = Severity.Notice,
            State = SqlState.SuccessfulCompletion,
            Message = descriptions.Count == 1 ? $"drop cascades to {descriptions[0]}" : $"drop cascades to {descriptions.Count} other objects",
            Detail = descriptions.Count == 1 ? null : string.Join('\n', descriptions.Select(d => $"drop cascades to {d}")),
        });
    }

    /// <summary>An object in messages: its kind and its name, with the schema where the search path does not find it.</summary>
    public static string Describe(SchemaObject value, SessionContext session) => $"{Kind(value)} {new SessionObjectNames(session).Find(Types.TypeKind.RegClass, value.Oid) ?? value.Name}";

    /// <summary>A column in messages.</summary>
    public static string Describe(Table table, Column column, SessionContext session) => $"column {column.Name} of {Describe(table, session)}";

    /// <summary>The kind of an object in messages.</summary>
    public static string Kind(SchemaObject value) => value switch
    {
        Catalog.View => "view",
        Catalog.Index => "index",
        Sequence => "sequence",
        Table { Materialized: not null } => "materialized view",
        _ => "table",
    };
}

/// <summary>Defaults that take values from sequences: their text names the sequence by its oid, so that it may be renamed.</summary>
internal static class SequenceDefaults
{
    /// <summary>The default of a serial or identity column.</summary>
    public static string Of(Sequence sequence) => $"nextval({Reference(sequence)})";

    /// <summary>Whether a column's default takes values from a sequence.</summary>
    public static bool Uses(Column column, Sequence sequence) => column.DefaultSql?.Contains(Reference(sequence), StringComparison.Ordinal) ?? false;

    /// <summary>Takes a column's default away.</summary>
    public static void Remove(uint tableOid, int column, SessionContext session)
    {
        var table = session.Catalog.Find<Table>(tableOid)!;
        session.Transaction.Put(table with { Columns = table.Columns.SetItem(column - 1, table.Columns[column - 1] with { DefaultSql = null }) });
    }

    private static string Reference(Sequence sequence) => $"{SyntaxPrinter.QuoteLiteral(sequence.Oid.ToString())}::regclass";
}
