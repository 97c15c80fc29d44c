using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What would no longer work without a routine: views, defaults, checks, generated columns, indexes, and bodies that are no strings.</summary>
internal static class RoutineDependents
{
    /// <summary>What depends on a routine, directly or through views.</summary>
    /// <param name="routine">What is to be dropped.</param>
    /// <param name="session">The session.</param>
    /// <param name="dropped">Oids of what goes anyway; those that are found are added.</param>
    public static IEnumerable<Dependent> Of(UserRoutine routine, SessionContext session, HashSet<uint> dropped)
    {
        var needed = RoutineSignatures.Describe(routine, session);
        foreach (var relation in session.Catalog.Relations.Where(r => r is Table or View or Catalog.Index).OrderBy(r => r.Oid).ToList())
        {
            var found = relation switch
            {
                _ when StoredQuery.Of(relation)?.DependsOn.Contains(routine.Oid) == true => Dependencies.View(relation, needed, session, dropped),
                Table table => OfTable(table, routine, needed, session, dropped),
                Catalog.Index index when UserRoutines.IsUsedBy(index.WhereSql, routine.Oid) || index.Keys.Any(k => UserRoutines.IsUsedBy(k.ExpressionSql, routine.Oid)) =>
                    OfIndex(index, needed, session, dropped),
                _ => [],
            };
            foreach (var dependent in found) yield return dependent;
        }

        foreach (var other in session.Catalog.Routines.Where(r => r.DependsOn.Contains(routine.Oid)).OrderBy(r => r.Oid).ToList())
        {
            foreach (var dependent in Body(other, needed, session, dropped)) yield return dependent;
        }
    }

    /// <summary>A routine whose body needs what is dropped, and what depends on that routine.</summary>
    public static IEnumerable<Dependent> Body(UserRoutine routine, string needed, SessionContext session, HashSet<uint> dropped)
    {
        if (!dropped.Add(routine.Oid)) yield break;
        yield return new Dependent(RoutineSignatures.Describe(routine, session), needed, () => session.Transaction.Remove(routine.Oid));
        foreach (var further in Of(routine, session, dropped)) yield return further;
    }

    private static IEnumerable<Dependent> OfIndex(Catalog.Index index, string needed, SessionContext session, HashSet<uint> dropped)
    {
        if (dropped.Add(index.Oid)) yield return new Dependent(Dependencies.Describe(index, session), needed, () => session.Transaction.Remove(index.Oid));
    }

    private static IEnumerable<Dependent> OfTable(Table table, UserRoutine routine, string needed, SessionContext session, HashSet<uint> dropped)
    {
        if (dropped.Contains(table.Oid)) yield break;
        foreach (var constraint in table.Constraints.Where(c => UserRoutines.IsUsedBy(c.CheckSql, routine.Oid)))
        {
            yield return new Dependent($"constraint {constraint.Name} on {Dependencies.Describe(table, session)}", needed, () => Change(table, session, t =>
                t with { Constraints = t.Constraints.RemoveAll(c => c.Oid == constraint.Oid) }));
        }

        foreach (var column in table.LiveColumns)
        {
            if (UserRoutines.IsUsedBy(column.DefaultSql, routine.Oid))
            {
                yield return new Dependent($"default value for {Dependencies.Describe(table, column, session)}", needed, () => Change(table, session, t =>
                    t with { Columns = t.Columns.SetItem(column.Number - 1, t.Columns[column.Number - 1] with { DefaultSql = null }) }));
            }

            if (UserRoutines.IsUsedBy(column.GeneratedSql, routine.Oid))
                yield return new Dependent(Dependencies.Describe(table, column, session), needed, () => DropGenerated(table, column, session));
        }
    }

    private static void DropGenerated(Table table, Column column, SessionContext session)
    {
        if (session.Catalog.Find<Table>(table.Oid) is not { } current) return;
        var text = $"ALTER TABLE {InternalQuery.Name(current)} DROP COLUMN {SyntaxPrinter.QuoteIdentifier(column.Name)} CASCADE";
        AlterTable.Execute((AlterTableStatement)SqlParser.Parse(text)[0].Statement, session);
    }

    private static void Change(Table table, SessionContext session, Func<Table, Table> change)
    {
        session.Lock(table.Oid, Locks.TableLockMode.AccessExclusive);
        if (session.Catalog.Find<Table>(table.Oid) is { } current) session.Transaction.Put(change(current));
    }
}
