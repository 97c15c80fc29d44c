namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_constraint and pg_description: what hangs on other objects.</summary>
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
        yield return SystemTable.Define(2609, "pg_catalog.pg_description", "objoid oid, classoid oid, objsubid int4, description text", FillDescription);
        yield return SystemTable.Empty(2396, "pg_catalog.pg_shdescription", "objoid oid, classoid oid, description text");
    }

    private static void FillConstraint(FunctionContext context, SystemRows rows)
    {
        foreach (var domain in context.Catalog.UserTypes.OfType<DomainType>())
        {
            foreach (var check in domain.Checks)
            {
                rows.Add(check.Oid).Add(check.Name).Add(SystemRelations.SchemaOid(context, domain.Schema)).Add('c').Add(false).Add(false).Add(!check.IsNotValid).Add(0).Add(domain.Oid)
                    .Add(0).Add(0).Add(0).Add(' ').Add(' ').Add(' ').Add(true).Add(0).Add(false).Null(7).Add(check.Sql).End();
            }
        }

        foreach (var relation in context.Catalog.Relations)
        {
            switch (relation)
            {
                case Table table:
                    foreach (var constraint in table.Constraints) Add(context, rows, constraint, table.Schema, table.Oid, 0);
                    break;
                case Chunk chunk when context.Catalog.Find<Table>(chunk.TableOid) is { } parent:
                    FillChunk(context, rows, chunk, parent);
                    break;
            }
        }
    }

    // A chunk's constraints are those of its slices and its hypertable's.
    private static void FillChunk(FunctionContext context, SystemRows rows, Chunk chunk, Table parent)
    {
        for (var i = 0; i < chunk.Slices.Length; i++)
        {
            if (ChunkParts.SliceCheck(chunk, i, parent, context.Format) is not { } check) continue;
            Add(context, rows, new Constraint
            {
                Oid = ChunkParts.Oid(chunk, i),
                Name = $"constraint_{ChunkParts.SliceId(chunk, i)}",
                Kind = ConstraintKind.Check,
                Columns = [parent.Hypertable!.Dimensions[i].Column],
                CheckSql = check,
            }, chunk.Schema, chunk.Oid, 0);
        }

        var indexes = context.Catalog.IndexesOf(parent.Oid);
        for (var i = 0; i < parent.Constraints.Length; i++)
        {
            var constraint = parent.Constraints[i];
            var index = indexes.Select(x => x.Oid).ToList().IndexOf(constraint.IndexOid);
            Add(context, rows, constraint with
            {
                Oid = ChunkParts.Oid(chunk, chunk.Slices.Length + i),
                Name = index < 0 ? constraint.Name : ChunkParts.ConstraintName(chunk, constraint.Name),
                IndexOid = index < 0 ? 0 : ChunkParts.Oid(chunk, index),
            }, chunk.Schema, chunk.Oid, constraint.Kind == ConstraintKind.Check ? 1 : 0);
        }
    }

    private static void Add(FunctionContext context, SystemRows rows, Constraint constraint, string schema, uint relation, int inherited)
    {
        var kind = constraint.Kind switch
        {
            ConstraintKind.PrimaryKey => 'p',
            ConstraintKind.Unique => 'u',
            ConstraintKind.Check => 'c',
            _ => 'f',
        };
        var isForeign = constraint.Kind == ConstraintKind.ForeignKey;
        rows.Add(constraint.Oid).Add(constraint.Name).Add(SystemRelations.SchemaOid(context, schema)).Add(kind).Add(constraint.IsDeferrable).Add(constraint.IsDeferred)
            .Add(!constraint.IsNotValid).Add(relation).Add(0).Add(isForeign ? constraint.ReferencedIndex : constraint.IndexOid).Add(0).Add(constraint.ReferencedTable)
            .Add(isForeign ? Action(constraint.OnUpdate) : ' ').Add(isForeign ? Action(constraint.OnDelete) : ' ').Add(isForeign ? constraint.MatchesFully ? 'f' : 's' : ' ')
            .Add(inherited == 0).Add(inherited).Add(constraint.Kind != ConstraintKind.Check || constraint.IsNoInherit).Add(constraint.Columns);
        if (isForeign) rows.Add(constraint.ReferencedColumns);
        else rows.Null();
        rows.Null(3);
        if (constraint.OnDeleteColumns.IsEmpty) rows.Null();
        else rows.Add(constraint.OnDeleteColumns);
        rows.Null().Add(constraint.CheckSql).End();
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
        const int ClassOfTypes = 1247;
        const int ClassOfRoutines = 1255;
        const int ClassOfConstraints = 2606;
        foreach (var relation in context.Catalog.Relations)
        {
            if (relation.Comment is not null) rows.Add(relation.Oid).Add(ClassOfRelations).Add(0).Add(relation.Comment).End();
            if (relation is View view)
            {
                for (var i = 0; i < view.Columns.Length; i++)
                {
                    if (view.Columns[i].Comment is { } comment) rows.Add(view.Oid).Add(ClassOfRelations).Add(i + 1).Add(comment).End();
                }
            }

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

        foreach (var type in context.Catalog.UserTypes)
        {
            if (type.Comment is not null) rows.Add(type.Oid).Add(ClassOfTypes).Add(0).Add(type.Comment).End();
        }

        foreach (var routine in context.Catalog.Routines)
        {
            if (routine.Comment is not null) rows.Add(routine.Oid).Add(ClassOfRoutines).Add(0).Add(routine.Comment).End();
        }

        var constraints = context.Catalog.Relations.OfType<Table>().SelectMany(t => t.Constraints).Select(c => (c.Oid, c.Comment))
            .Concat(context.Catalog.UserTypes.OfType<DomainType>().SelectMany(d => d.Checks).Select(c => (c.Oid, c.Comment)));
        foreach (var (oid, comment) in constraints)
        {
            if (comment is not null) rows.Add(oid).Add(ClassOfConstraints).Add(0).Add(comment).End();
        }
    }
}
