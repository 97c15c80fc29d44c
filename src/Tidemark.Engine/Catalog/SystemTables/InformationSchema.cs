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
        rows.Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(column.Name).Add(column.Number).Add(column.Identity == IdentityKind.None ? StoredText.Show(column.DefaultSql, context) : null)
            .Add(column.IsNotNull ? "NO" : YesNo).Add(type.IsArray ? "ARRAY" : type.DisplayName);
        AddNumber(rows, type.Kind is TypeKind.Varchar or TypeKind.BpChar ? TypeModifiers.LengthOf(type) : null);
        AddNumber(rows, type.IsString ? 1_073_741_824 : null);
        var (precision, radix, scale) = Precision(type);
        AddNumber(rows, precision);
        AddNumber(rows, radix);
        AddNumber(rows, scale);
        AddNumber(rows, type.Category is TypeCategory.DateTime or TypeCategory.Timespan ? type.Kind == TypeKind.Date ? 0 : type.Modifier >= 0 && type.Kind != TypeKind.Interval ? type.Modifier : 6 : null);
        rows.Null(11).Add(context.DatabaseName).Add("pg_catalog").Add(type.Name).Null(4).Add(column.Number.ToString()).Add("NO").Add(column.Identity == IdentityKind.None ? "NO" : YesNo)
            .Add(column.Identity switch { IdentityKind.Always => "ALWAYS", IdentityKind.ByDefault => "BY DEFAULT", _ => null }).Null(4).Add("NO")
            .Add(column.GeneratedSql is null ? "NEVER" : "ALWAYS").Add(StoredText.Show(column.GeneratedSql, context)).Add(isUpdatable ? YesNo : "NO").End();
    }

    private static (int? Precision, int? Radix, int? Scale) Precision(SqlType type) => type.Kind switch
    {
        TypeKind.Int2 => (16, 2, 0),
        TypeKind.Int4 => (32, 2, 0),
        TypeKind.Int8 => (64, 2, 0),
        TypeKind.Float4 => (24, 2, null),
        TypeKind.Float8 => (53, 2, null),
        TypeKind.Numeric => TypeModifiers.NumericOf(type) is var (precision, scale) ? (precision, 10, scale) : (null, 10, null),
        _ => (null, null, null),
    };

    private static void AddNumber(SystemRows rows, int? value)
    {
        if (value is int number) rows.Add(number);
        else rows.Null();
    }
}
