namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_depend, as far as clients follow it: sequences, defaults, indexes and constraints, and the columns that they go with.</summary>
internal static class PgDepend
{
    private const int ClassOfRelations = 1259;
    private const int ClassOfDefaults = 2604;
    private const int ClassOfConstraints = 2606;
    private const int ClassOfRules = 2618;
    private const int ClassOfRoutines = 1255;

    // Rules have no objects of their own: each view has the one that makes it a view.
    private const uint RuleBit = 0x2000_0000;

    // What kind of dependency a row is.
    private const char Normal = 'n';
    private const char Auto = 'a';
    private const char Internal = 'i';

    /// <summary>The relation.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(2608, "pg_catalog.pg_depend", "classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, refobjsubid int4, deptype char", Fill);
        yield return SystemTable.Define(2618, "pg_catalog.pg_rewrite", "oid oid, rulename name, ev_class oid, ev_type char, ev_enabled char, is_instead bool, ev_qual text, ev_action text", FillRules);
    }

    private static void FillRules(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in context.Catalog.Relations)
        {
            if (relation is View or Table { Materialized: not null }) rows.Add(relation.Oid | RuleBit).Add("_RETURN").Add(relation.Oid).Add('1').Add('O').Add(true).Add("<>").Null().End();
        }
    }

    // A view's rule goes with the view, and stands on what its query reads.
    private static void FillRule(FunctionContext context, SystemRows rows, uint view, IEnumerable<uint> used)
    {
        rows.Add(ClassOfRules).Add(view | RuleBit).Add(0).Add(ClassOfRelations).Add(view).Add(0).Add(Internal).End();
        foreach (var oid in used.Distinct())
        {
            var kind = context.Catalog.Find(oid) is UserRoutine ? ClassOfRoutines : ClassOfRelations;
            rows.Add(ClassOfRules).Add(view | RuleBit).Add(0).Add(kind).Add(oid).Add(0).Add(Normal).End();
        }
    }

    private static void Fill(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in context.Catalog.Relations)
        {
            switch (relation)
            {
                case Sequence { OwnerTable: not 0 } sequence when context.Catalog.Find<Table>(sequence.OwnerTable) is { } table:
                    var isIdentity = table.Columns.Any(c => c.Number == sequence.OwnerColumn && c.Identity != IdentityKind.None);
                    Add(rows, ClassOfRelations, sequence.Oid, table.Oid, sequence.OwnerColumn, isIdentity ? Internal : Auto);
                    if (!isIdentity) Add(rows, ClassOfDefaults, PgClass.DefaultOid(table, sequence.OwnerColumn), sequence.Oid, 0, Normal);
                    break;
                case View view:
                    FillRule(context, rows, view.Oid, view.DependsOn);
                    break;
                case Table table:
                    if (table.Materialized is { } materialized) FillRule(context, rows, table.Oid, materialized.DependsOn);
                    foreach (var constraint in table.Constraints) Fill(rows, table, constraint);
                    foreach (var column in table.LiveColumns)
                    {
                        if (column.GeneratedSql is not null) Add(rows, ClassOfDefaults, PgClass.DefaultOid(table, column.Number), table.Oid, column.Number, Internal);
                        else if (column.DefaultSql is not null && column.Identity == IdentityKind.None) Add(rows, ClassOfDefaults, PgClass.DefaultOid(table, column.Number), table.Oid, column.Number, Auto);
                    }

                    break;
                case Index index when context.Catalog.Find<Table>(index.TableOid) is { } table && !table.Constraints.Any(c => c.IndexOid == index.Oid):
                    foreach (var column in index.Keys.Select(k => k.Column).Concat(index.Included).Where(c => c > 0).Distinct()) Add(rows, ClassOfRelations, index.Oid, table.Oid, column, Auto);
                    break;
            }
        }
    }

    private static void Fill(SystemRows rows, Table table, Constraint constraint)
    {
        foreach (var column in constraint.Columns)
        {
            Add(rows, ClassOfConstraints, constraint.Oid, table.Oid, column, Auto);
            if (constraint.Kind == ConstraintKind.Check) Add(rows, ClassOfConstraints, constraint.Oid, table.Oid, column, Normal);
        }

        if (constraint.Kind == ConstraintKind.ForeignKey)
        {
            foreach (var column in constraint.ReferencedColumns) Add(rows, ClassOfConstraints, constraint.Oid, constraint.ReferencedTable, column, Normal);
            if (constraint.ReferencedIndex != 0) Add(rows, ClassOfConstraints, constraint.Oid, constraint.ReferencedIndex, 0, Normal);
        }
        else if (constraint.IndexOid != 0)
        {
            rows.Add(ClassOfRelations).Add(constraint.IndexOid).Add(0).Add(ClassOfConstraints).Add(constraint.Oid).Add(0).Add(Internal).End();
        }
    }

    // Something that depends on a relation's column; on the relation where the column is 0.
    private static void Add(SystemRows rows, int dependentClass, long dependent, uint relation, int column, char kind) =>
        rows.Add(dependentClass).Add(dependent).Add(0).Add(ClassOfRelations).Add(relation).Add(column).Add(kind).End();

    /// <summary>The view that a rule belongs to.</summary>
    public static uint ViewOf(uint rule) => rule & ~RuleBit;
}
