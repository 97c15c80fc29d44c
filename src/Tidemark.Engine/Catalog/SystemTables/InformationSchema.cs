using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The SQL standard's information_schema.</summary>
internal static class InformationSchema
{
    private const string YesNo = "YES";

    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(13_101, "information_schema.schemata",
            "catalog_name name, schema_name name, schema_owner name, default_character_set_catalog name, default_character_set_schema name, default_character_set_name name, sql_path varchar",
            static (context, rows) =>
            {
                foreach (var schema in context.Catalog.Schemas) rows.Add(context.DatabaseName).Add(schema.Name).Add(schema.Owner).Null(4).End();
            }, isView: true);
        yield return SystemTable.Define(13_102, "information_schema.tables",
            """
            table_catalog name, table_schema name, table_name name, table_type varchar, self_referencing_column_name name, reference_generation varchar, user_defined_type_catalog name,
            user_defined_type_schema name, user_defined_type_name name, is_insertable_into varchar, is_typed varchar, commit_action varchar
            """, static (context, rows) =>
            {
                foreach (var relation in SystemRelations.All(context).Where(r => r.Kind is 'r' or 'v'))
                {
                    rows.Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(relation.Kind == 'v' ? "VIEW" : relation.Object is Table { IsTemporary: true } ? "LOCAL TEMPORARY" : "BASE TABLE").Null(5).Add(IsUpdatable(relation, context) ? YesNo : "NO").Add("NO").Null().End();
                }
            }, isView: true);
        yield return SystemTable.Define(13_103, "information_schema.views",
            """
            table_catalog name, table_schema name, table_name name, view_definition varchar, check_option varchar, is_updatable varchar, is_insertable_into varchar, is_trigger_updatable varchar,
            is_trigger_deletable varchar, is_trigger_insertable_into varchar
            """, static (context, rows) =>
            {
                foreach (var view in context.Catalog.Relations.OfType<View>())
                {
                    var isUpdatable = UpdatableQuery.ColumnsOf(view, context) is null ? "NO" : YesNo;
                    rows.Add(context.DatabaseName).Add(view.Schema).Add(view.Name).Add(view.Query).Add(view.CheckOption.ToString().ToUpperInvariant()).Add(isUpdatable).Add(isUpdatable).Add("NO").Add("NO").Add("NO").End();
                }
            }, isView: true);
        yield return SystemTable.Define(13_104, "information_schema.columns",
            """
            table_catalog name, table_schema name, table_name name, column_name name, ordinal_position int4, column_default varchar, is_nullable varchar, data_type varchar,
            character_maximum_length int4, character_octet_length int4, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, interval_type varchar,
            interval_precision int4, character_set_catalog name, character_set_schema name, character_set_name name, collation_catalog name, collation_schema name, collation_name name,
            domain_catalog name, domain_schema name, domain_name name, udt_catalog name, udt_schema name, udt_name name, scope_catalog name, scope_schema name, scope_name name,
            maximum_cardinality int4, dtd_identifier name, is_self_referencing varchar, is_identity varchar, identity_generation varchar, identity_start varchar, identity_increment varchar,
            identity_maximum varchar, identity_minimum varchar, identity_cycle varchar, is_generated varchar, generation_expression varchar, is_updatable varchar
            """, FillColumns, isView: true);
    }

    private static void FillColumns(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in SystemRelations.All(context).Where(r => r.Kind is 'r' or 'v'))
        {
            var behind = relation.Object is View view ? UpdatableQuery.ColumnsOf(view, context) : null;
            foreach (var column in relation.Columns.Where(c => !c.IsDropped))
                AddColumn(context, rows, relation, column, relation.Kind == 'v' ? behind is not null && behind[column.Number - 1] > 0 : relation.Object is not Table { Materialized: not null });
        }
    }

    private static bool IsUpdatable(SystemRelation relation, FunctionContext context) => relation.Object is View view ? UpdatableQuery.ColumnsOf(view, context) is not null : relation.Kind != 'v';

    private static void AddColumn(FunctionContext context, SystemRows rows, SystemRelation relation, Column column, bool isUpdatable)
    {
        var type = column.Type;
        var domain = type.Kind == TypeKind.Domain ? context.Catalog.UserTypes.OfType<DomainType>().FirstOrDefault(d => d.Oid == type.Oid) : null;
        var identity = column.Identity == IdentityKind.None ? null
            : context.Catalog.Relations.OfType<Sequence>().FirstOrDefault(s => s.OwnerTable == relation.Oid && s.OwnerColumn == column.Number);
        rows.Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(column.Name).Add(column.Number).Add(column.Identity == IdentityKind.None ? StoredText.Show(column.DefaultSql, context) : null)
            .Add(column.IsNotNull || domain is { IsNotNull: true } ? "NO" : YesNo).Add(StandardTypes.NameOf(type)).AddLengths(type).AddPrecision(type).Null(3);
        if (type.Kind == TypeKind.Name) rows.Add(context.DatabaseName).Add("pg_catalog").Add("C");
        else rows.Null(3);
        if (domain is null) rows.Null(3);
        else rows.Add(context.DatabaseName).Add(domain.Schema).Add(domain.Name);
        rows.AddTypeName(context, StandardTypes.Real(type)).Null(4).Add(column.Number.ToString()).Add("NO").Add(column.Identity == IdentityKind.None ? "NO" : YesNo)
            .Add(column.Identity switch { IdentityKind.Always => "ALWAYS", IdentityKind.ByDefault => "BY DEFAULT", _ => null });
        if (identity is null) rows.Null(4).Add("NO");
        else rows.Add($"{identity.Start}").Add($"{identity.Increment}").Add($"{identity.Maximum}").Add($"{identity.Minimum}").Add(identity.Cycles ? YesNo : "NO");
        rows.Add(column.GeneratedSql is null ? "NEVER" : "ALWAYS").Add(StoredText.Show(column.GeneratedSql, context)).Add(isUpdatable ? YesNo : "NO").End();
    }
}
