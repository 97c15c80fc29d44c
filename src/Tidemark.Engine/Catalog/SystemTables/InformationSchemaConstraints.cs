namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>What information_schema tells of constraints. NOT NULL columns count as checks there.</summary>
internal static class InformationSchemaConstraints
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(13_105, "information_schema.table_constraints",
            """
            constraint_catalog name, constraint_schema name, constraint_name name, table_catalog name, table_schema name, table_name name, constraint_type varchar, is_deferrable varchar,
            initially_deferred varchar, enforced varchar, nulls_distinct varchar
            """, FillConstraints, isView: true);
        yield return SystemTable.Define(13_106, "information_schema.key_column_usage",
            """
            constraint_catalog name, constraint_schema name, constraint_name name, table_catalog name, table_schema name, table_name name, column_name name, ordinal_position int4,
            position_in_unique_constraint int4
            """, FillKeyColumns, isView: true);
        yield return SystemTable.Define(13_107, "information_schema.referential_constraints",
            """
            constraint_catalog name, constraint_schema name, constraint_name name, unique_constraint_catalog name, unique_constraint_schema name, unique_constraint_name name,
            match_option varchar, update_rule varchar, delete_rule varchar
            """, FillReferential, isView: true);
        yield return SystemTable.Define(13_108, "information_schema.check_constraints",
            "constraint_catalog name, constraint_schema name, constraint_name name, check_clause varchar", FillChecks, isView: true);
        yield return SystemTable.Define(13_109, "information_schema.constraint_column_usage",
            "table_catalog name, table_schema name, table_name name, column_name name, constraint_catalog name, constraint_schema name, constraint_name name", FillUsage, isView: true);
        yield return SystemTable.Define(13_110, "information_schema.constraint_table_usage",
            "table_catalog name, table_schema name, table_name name, constraint_catalog name, constraint_schema name, constraint_name name", FillTableUsage, isView: true);
    }

    private static IEnumerable<Table> All(FunctionContext context) => context.Catalog.Relations.OfType<Table>().OrderBy(t => t.Oid);

    private static void FillConstraints(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var table in All(context))
        {
            foreach (var constraint in table.Constraints)
            {
                var kind = constraint.Kind switch
                {
                    ConstraintKind.PrimaryKey => "PRIMARY KEY",
                    ConstraintKind.Unique => "UNIQUE",
                    ConstraintKind.ForeignKey => "FOREIGN KEY",
                    _ => "CHECK",
                };
                var distinct = constraint.Kind == ConstraintKind.Unique ? context.Catalog.Find<Index>(constraint.IndexOid)?.NullsNotDistinct == true ? "NO" : "YES" : null;
                rows.Add(database).Add(table.Schema).Add(constraint.Name).Add(database).Add(table.Schema).Add(table.Name).Add(kind).Add(YesNo(constraint.IsDeferrable)).Add(YesNo(constraint.IsDeferred))
                    .Add("YES").Add(distinct).End();
            }

            foreach (var column in table.LiveColumns.Where(c => c.IsNotNull))
            {
                rows.Add(database).Add(table.Schema).Add(NotNullName(table, column, context)).Add(database).Add(table.Schema).Add(table.Name).Add("CHECK").Add("NO").Add("NO").Add("YES").Null().End();
            }
        }
    }

    private static void FillKeyColumns(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var table in All(context))
        {
            foreach (var constraint in table.Constraints.Where(c => c.Kind != ConstraintKind.Check))
            {
                var key = constraint.Kind == ConstraintKind.ForeignKey ? context.Catalog.Find<Index>(constraint.ReferencedIndex) : null;
                for (var i = 0; i < constraint.Columns.Length; i++)
                {
                    rows.Add(database).Add(table.Schema).Add(constraint.Name).Add(database).Add(table.Schema).Add(table.Name).Add(table.Columns[constraint.Columns[i] - 1].Name).Add(i + 1);
                    if (key is null) rows.Null();
                    else rows.Add(key.Keys.ToList().FindIndex(k => k.Column == constraint.ReferencedColumns[i]) + 1);
                    rows.End();
                }
            }
        }
    }

    private static void FillReferential(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var table in All(context))
        {
            foreach (var constraint in table.ForeignKeys)
            {
                var referenced = context.Catalog.Find<Table>(constraint.ReferencedTable);
                var key = referenced?.Constraints.FirstOrDefault(c => c.IndexOid != 0 && c.IndexOid == constraint.ReferencedIndex);
                rows.Add(database).Add(table.Schema).Add(constraint.Name).Add(key is null ? null : database).Add(key is null ? null : referenced!.Schema).Add(key?.Name)
                    .Add(constraint.MatchesFully ? "FULL" : "NONE").Add(Rule(constraint.OnUpdate)).Add(Rule(constraint.OnDelete)).End();
            }
        }
    }

    private static void FillChecks(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var domain in context.Catalog.UserTypes.OfType<DomainType>().OrderBy(d => d.Oid))
        {
            foreach (var check in domain.Checks)
                rows.Add(database).Add(domain.Schema).Add(check.Name).Add($"({ConstraintDefinition.OfDomain(check, isPretty: false, context)}){(check.IsNotValid ? " NOT VALID" : "")}").End();
        }

        foreach (var table in All(context))
        {
            foreach (var constraint in table.Constraints.Where(c => c.Kind == ConstraintKind.Check))
            {
                rows.Add(database).Add(table.Schema).Add(constraint.Name).Add($"({ConstraintDefinition.Expression(constraint.CheckSql!, isPretty: false, context)}){(constraint.IsNotValid ? " NOT VALID" : "")}").End();
            }

            foreach (var column in table.LiveColumns.Where(c => c.IsNotNull)) rows.Add(database).Add(table.Schema).Add(NotNullName(table, column, context)).Add($"{column.Name} IS NOT NULL").End();
        }
    }

    private static void FillUsage(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var table in All(context))
        {
            foreach (var constraint in table.Constraints)
            {
                // A foreign key uses the columns that it points at.
                var (used, columns) = constraint.Kind == ConstraintKind.ForeignKey ? (context.Catalog.Find<Table>(constraint.ReferencedTable)!, constraint.ReferencedColumns) : (table, constraint.Columns);
                foreach (var column in columns)
                {
                    rows.Add(database).Add(used.Schema).Add(used.Name).Add(used.Columns[column - 1].Name).Add(database).Add(table.Schema).Add(constraint.Name).End();
                }
            }
        }
    }

    private static void FillTableUsage(FunctionContext context, SystemRows rows)
    {
        var database = context.DatabaseName;
        foreach (var table in All(context))
        {
            foreach (var constraint in table.Constraints.Where(c => c.Kind != ConstraintKind.Check))
            {
                var used = constraint.Kind == ConstraintKind.ForeignKey ? context.Catalog.Find<Table>(constraint.ReferencedTable)! : table;
                rows.Add(database).Add(used.Schema).Add(used.Name).Add(database).Add(table.Schema).Add(constraint.Name).End();
            }
        }
    }

    // The name that PostgreSQL makes up: schema, table and column by their numbers.
    private static string NotNullName(Table table, Column column, FunctionContext context) => $"{context.Catalog.FindSchema(table.Schema)?.Oid}_{table.Oid}_{column.Number}_not_null";

    private static string YesNo(bool value) => value ? "YES" : "NO";

    private static string Rule(ReferentialAction action) => action switch
    {
        ReferentialAction.Restrict => "RESTRICT",
        ReferentialAction.Cascade => "CASCADE",
        ReferentialAction.SetNull => "SET NULL",
        ReferentialAction.SetDefault => "SET DEFAULT",
        _ => "NO ACTION",
    };
}
