using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>information_schema: domains, composite types, elements of arrays, and which columns have which types; sequences.</summary>
internal static class InformationSchemaTypes
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(13_201, "information_schema.information_schema_catalog_name", "catalog_name name", static (context, rows) => rows.Add(context.DatabaseName).End(), isView: true);
        yield return SystemTable.Define(13_202, "information_schema.sequences",
            """
            sequence_catalog name, sequence_schema name, sequence_name name, data_type varchar, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4,
            start_value varchar, minimum_value varchar, maximum_value varchar, increment varchar, cycle_option varchar
            """, FillSequences, isView: true);
        yield return SystemTable.Define(13_203, "information_schema.domains",
            """
            domain_catalog name, domain_schema name, domain_name name, data_type varchar, character_maximum_length int4, character_octet_length int4, character_set_catalog name,
            character_set_schema name, character_set_name name, collation_catalog name, collation_schema name, collation_name name, numeric_precision int4,
            numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, interval_type varchar, interval_precision int4, domain_default varchar, udt_catalog name,
            udt_schema name, udt_name name, scope_catalog name, scope_schema name, scope_name name, maximum_cardinality int4, dtd_identifier name
            """, FillDomains, isView: true);
        yield return SystemTable.Define(13_204, "information_schema.domain_constraints",
            """
            constraint_catalog name, constraint_schema name, constraint_name name, domain_catalog name, domain_schema name, domain_name name, is_deferrable varchar,
            initially_deferred varchar
            """, static (context, rows) =>
            {
                foreach (var domain in Domains(context))
                    foreach (var check in domain.Checks)
                        rows.Add(context.DatabaseName).Add(domain.Schema).Add(check.Name).Add(context.DatabaseName).Add(domain.Schema).Add(domain.Name).Add("NO").Add("NO").End();
            }, isView: true);
        yield return SystemTable.Define(13_205, "information_schema.domain_udt_usage",
            "udt_catalog name, udt_schema name, udt_name name, domain_catalog name, domain_schema name, domain_name name", static (context, rows) =>
            {
                foreach (var domain in Domains(context)) rows.AddTypeName(context, context.Catalog.Resolve(domain.BaseType)).Add(context.DatabaseName).Add(domain.Schema).Add(domain.Name).End();
            }, isView: true);
        yield return SystemTable.Define(13_206, "information_schema.user_defined_types",
            """
            user_defined_type_catalog name, user_defined_type_schema name, user_defined_type_name name, user_defined_type_category varchar, is_instantiable varchar, is_final varchar,
            ordering_form varchar, ordering_category varchar, ordering_routine_catalog name, ordering_routine_schema name, ordering_routine_name name, reference_type varchar,
            data_type varchar, character_maximum_length int4, character_octet_length int4, character_set_catalog name, character_set_schema name, character_set_name name,
            collation_catalog name, collation_schema name, collation_name name, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, datetime_precision int4,
            interval_type varchar, interval_precision int4, source_dtd_identifier name, ref_dtd_identifier name
            """, static (context, rows) =>
            {
                foreach (var type in Composites(context)) rows.Add(context.DatabaseName).Add(type.Schema).Add(type.Name).Add("STRUCTURED").Add("YES").Null(24).End();
            }, isView: true);
        yield return SystemTable.Define(13_207, "information_schema.attributes",
            """
            udt_catalog name, udt_schema name, udt_name name, attribute_name name, ordinal_position int4, attribute_default varchar, is_nullable varchar, data_type varchar,
            character_maximum_length int4, character_octet_length int4, character_set_catalog name, character_set_schema name, character_set_name name, collation_catalog name,
            collation_schema name, collation_name name, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, interval_type varchar,
            interval_precision int4, attribute_udt_catalog name, attribute_udt_schema name, attribute_udt_name name, scope_catalog name, scope_schema name, scope_name name,
            maximum_cardinality int4, dtd_identifier name, is_derived_reference_attribute varchar
            """, FillAttributes, isView: true);
        yield return SystemTable.Define(13_208, "information_schema.element_types",
            """
            object_catalog name, object_schema name, object_name name, object_type varchar, collection_type_identifier name, data_type varchar, character_maximum_length int4,
            character_octet_length int4, character_set_catalog name, character_set_schema name, character_set_name name, collation_catalog name, collation_schema name,
            collation_name name, numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, interval_type varchar, interval_precision int4,
            domain_default varchar, udt_catalog name, udt_schema name, udt_name name, scope_catalog name, scope_schema name, scope_name name, maximum_cardinality int4,
            dtd_identifier name
            """, FillElements, isView: true);
        yield return SystemTable.Define(13_209, "information_schema.column_udt_usage",
            "udt_catalog name, udt_schema name, udt_name name, table_catalog name, table_schema name, table_name name, column_name name", static (context, rows) =>
            {
                foreach (var (relation, column) in Columns(context)) rows.AddTypeName(context, StandardTypes.Real(column.Type)).Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(column.Name).End();
            }, isView: true);
        yield return SystemTable.Define(13_210, "information_schema.column_domain_usage",
            "domain_catalog name, domain_schema name, domain_name name, table_catalog name, table_schema name, table_name name, column_name name", static (context, rows) =>
            {
                foreach (var (relation, column) in Columns(context).Where(c => c.Column.Type.Kind == TypeKind.Domain))
                    rows.AddTypeName(context, column.Type).Add(context.DatabaseName).Add(relation.Schema).Add(relation.Name).Add(column.Name).End();
            }, isView: true);
    }

    private static IEnumerable<DomainType> Domains(FunctionContext context) => context.Catalog.UserTypes.OfType<DomainType>().OrderBy(d => d.Oid);

    private static IEnumerable<CompositeType> Composites(FunctionContext context) => context.Catalog.UserTypes.OfType<CompositeType>().OrderBy(t => t.Oid);

    private static IEnumerable<(SystemRelation Relation, Column Column)> Columns(FunctionContext context) =>
        SystemRelations.All(context).Where(r => r.Kind is 'r' or 'v').SelectMany(r => r.Columns.Where(c => !c.IsDropped).Select(c => (r, c)));

    // Those behind identity columns are part of the column.
    private static void FillSequences(FunctionContext context, SystemRows rows)
    {
        foreach (var sequence in context.Catalog.Relations.OfType<Sequence>().OrderBy(s => s.Oid))
        {
            if (context.Catalog.Find<Table>(sequence.OwnerTable) is { } owner && owner.Columns.Any(c => c.Number == sequence.OwnerColumn && c.Identity != IdentityKind.None)) continue;
            var type = SqlTypes.FromName(sequence.TypeName)!;
            rows.Add(context.DatabaseName).Add(sequence.Schema).Add(sequence.Name).Add(type.DisplayName).Add(type.Length * 8).Add(2).Add(0).Add($"{sequence.Start}").Add($"{sequence.Minimum}")
                .Add($"{sequence.Maximum}").Add($"{sequence.Increment}").Add(sequence.Cycles ? "YES" : "NO").End();
        }
    }

    private static void FillDomains(FunctionContext context, SystemRows rows)
    {
        foreach (var domain in Domains(context))
        {
            var type = context.Catalog.Resolve(domain.BaseType);
            rows.Add(context.DatabaseName).Add(domain.Schema).Add(domain.Name).Add(StandardTypes.NameOf(type)).AddLengths(type).Null(6).AddPrecision(type).Add(StoredText.Show(domain.DefaultSql, context))
                .AddTypeName(context, type).Null(4).Add("1").End();
        }
    }

    private static void FillAttributes(FunctionContext context, SystemRows rows)
    {
        foreach (var composite in Composites(context))
        {
            for (var i = 0; i < composite.Fields.Length; i++)
            {
                var type = context.Catalog.Resolve(composite.Fields[i].Type);
                rows.Add(context.DatabaseName).Add(composite.Schema).Add(composite.Name).Add(composite.Fields[i].Name).Add(i + 1).Null().Add("YES").Add(StandardTypes.NameOf(type)).AddLengths(type).Null(6)
                    .AddPrecision(type).AddTypeName(context, StandardTypes.Real(type)).Null(4).Add($"{i + 1}").Add("NO").End();
            }
        }
    }

    // The elements have no lengths and precisions in PostgreSQL.
    private static void FillElements(FunctionContext context, SystemRows rows)
    {
        foreach (var (relation, column) in Columns(context))
            if (column.Type.IsArray && !column.Type.IsNumberVector)
                AddElement(context, rows, relation.Schema, relation.Name, relation.Kind == 'v' ? "VIEW" : "TABLE", column.Number, column.Type.Element!);
        foreach (var composite in Composites(context))
            for (var i = 0; i < composite.Fields.Length; i++)
                if (context.Catalog.Resolve(composite.Fields[i].Type) is { IsArray: true, IsNumberVector: false } array)
                    AddElement(context, rows, composite.Schema, composite.Name, "USER-DEFINED TYPE", i + 1, array.Element!);
    }

    private static void AddElement(FunctionContext context, SystemRows rows, string schema, string name, string kind, int number, SqlType element) =>
        rows.Add(context.DatabaseName).Add(schema).Add(name).Add(kind).Add($"{number}").Add(element.Schema is null ? element.DisplayName : "USER-DEFINED").Null(15).AddTypeName(context, element).Null(4).Add($"a{number}").End();
}
