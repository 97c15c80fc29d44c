namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_constraint, pg_depend and pg_description: what hangs on other objects.</summary>
internal static class PgConstraint
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(2606, "pg_catalog.pg_constraint",
            """
            oid oid, conname name, connamespace oid, contype char, condeferrable bool, condeferred bool, convalidated bool, conrelid oid, contypid oid, conindid oid, conparentid oid,
            confrelid oid, confupdtype char, confdeltype char, confmatchtype char, conislocal bool, coninhcount int4, connoinherit bool, conkey int2[], confkey int2[], conpfeqop oid[],
            conppeqop oid[], conffeqop oid[], confdelsetcols int2[], conexclop oid[], conbin text
            """, FillConstraint);
        yield return SystemTable.Empty(2608, "pg_catalog.pg_depend", "classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, refobjsubid int4, deptype char");
        yield return SystemTable.Define(2609, "pg_catalog.pg_description", "objoid oid, classoid oid, objsubid int4, description text", FillDescription);
        yield return SystemTable.Empty(2396, "pg_catalog.pg_shdescription", "objoid oid, classoid oid, description text");
    }

    private static void FillConstraint(FunctionContext context, SystemRows rows)
    {
        foreach (var table in context.Catalog.Relations.OfType<Table>())
        {
            foreach (var constraint in table.Constraints)
            {
                var kind = constraint.Kind switch
                {
                    ConstraintKind.PrimaryKey => 'p',
                    ConstraintKind.Unique => 'u',
                    ConstraintKind.Check => 'c',
                    _ => 'f',
                };
                var isForeign = constraint.Kind == ConstraintKind.ForeignKey;
                rows.Add(constraint.Oid).Add(constraint.Name).Add(SystemRelations.SchemaOid(context, table.Schema)).Add(kind).Add(constraint.IsDeferrable).Add(constraint.IsDeferred)
                    .Add(!constraint.IsNotValid).Add(table.Oid).Add(0).Add(isForeign ? constraint.ReferencedIndex : constraint.IndexOid).Add(0).Add(constraint.ReferencedTable).Add(isForeign ? Action(constraint.OnUpdate) : ' ').Add(isForeign ? Action(constraint.OnDelete) : ' ')
                    .Add(isForeign ? constraint.MatchesFully ? 'f' : 's' : ' ').Add(true).Add(0).Add(constraint.Kind != ConstraintKind.Check).Add(constraint.Columns);
                if (isForeign) rows.Add(constraint.ReferencedColumns);
                else rows.Null();
                rows.Null(3);
                if (constraint.OnDeleteColumns.IsEmpty) rows.Null();
                else rows.Add(constraint.OnDeleteColumns);
                rows.Null().Add(constraint.CheckSql).End();
            }
        }
    }

    private static char Action(ReferentialAction action) => action switch
    {
        ReferentialAction.Restrict => 'r',
        ReferentialAction.Cascade => 'c',
        ReferentialAction.SetNull => 'n',
        ReferentialAction.SetDefault => 'd',
        _ => 'a',
    };

    private static void FillDescription(FunctionContext context, SystemRows rows)
    {
        const int ClassOfRelations = 1259;
        const int ClassOfSchemas = 2615;
        foreach (var relation in context.Catalog.Relations)
        {
            if (relation.Comment is not null) rows.Add(relation.Oid).Add(ClassOfRelations).Add(0).Add(relation.Comment).End();
            if (relation is not Table table) continue;
            foreach (var column in table.LiveColumns)
            {
                if (column.Comment is not null) rows.Add(table.Oid).Add(ClassOfRelations).Add(column.Number).Add(column.Comment).End();
            }
        }

        foreach (var schema in context.Catalog.Schemas)
        {
            if (schema.Comment is not null) rows.Add(schema.Oid).Add(ClassOfSchemas).Add(0).Add(schema.Comment).End();
        }
    }
}
