namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>The views of pg_catalog that people read: pg_tables, pg_views, pg_indexes, pg_sequences, pg_settings.</summary>
internal static class PgViews
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(12_210, "pg_catalog.pg_tables",
            "schemaname name, tablename name, tableowner name, tablespace name, hasindexes bool, hasrules bool, hastriggers bool, rowsecurity bool", static (context, rows) =>
            {
                foreach (var relation in SystemRelations.All(context).Where(r => r.Kind == 'r'))
                {
                    var hasIndexes = relation.Object is Table table && !context.Catalog.IndexesOf(table.Oid).IsEmpty;
                    rows.Add(relation.Schema).Add(relation.Name).Add(relation.Owner).Null().Add(hasIndexes).Add(false).Add(false).Add(false).End();
                }
            }, isView: true);
        yield return SystemTable.Define(12_211, "pg_catalog.pg_views", "schemaname name, viewname name, viewowner name, definition text", static (context, rows) =>
        {
            foreach (var relation in SystemRelations.All(context).Where(r => r.Kind == 'v'))
            {
                rows.Add(relation.Schema).Add(relation.Name).Add(relation.Owner).Add((relation.Object as View)?.Query).End();
            }
        }, isView: true);
        yield return SystemTable.Define(12_260, "pg_catalog.pg_matviews", "schemaname name, matviewname name, matviewowner name, tablespace name, hasindexes bool, ispopulated bool, definition text", static (context, rows) =>
        {
            foreach (var table in context.Catalog.Relations.OfType<Table>())
            {
                if (table.Materialized is not { } materialized) continue;
                rows.Add(table.Schema).Add(table.Name).Add(table.Owner).Null().Add(!context.Catalog.IndexesOf(table.Oid).IsEmpty).Add(materialized.IsPopulated).Add($" {materialized.Query};").End();
            }
        }, isView: true);
        yield return SystemTable.Define(12_212, "pg_catalog.pg_indexes", "schemaname name, tablename name, indexname name, tablespace name, indexdef text", static (context, rows) =>
        {
            foreach (var index in SystemRelations.Indexes(context))
            {
                rows.Add(index.Schema).Add(context.Catalog.Find(index.TableOid)?.Name).Add(index.Name).Null().Add(StoredText.Show(IndexDefinition.Of(index, context.Catalog), context)).End();
            }
        }, isView: true);
        yield return SystemTable.Define(12_213, "pg_catalog.pg_settings",
            """
            name text, setting text, unit text, category text, short_desc text, extra_desc text, context text, vartype text, source text, min_val text, max_val text, enumvals text[],
            boot_val text, reset_val text, sourcefile text, sourceline int4, pending_restart bool
            """, static (context, rows) =>
            {
                foreach (var setting in context.Settings())
                {
                    rows.Add(setting.Name).Add(setting.Value).Add(setting.Unit).Add("").Add(setting.Description).Null().Add(setting.Context).Add(setting.Type).Add("default").Null(3).Add(setting.Default)
                        .Add(setting.Default).Null(2).Add(false).End();
                }
            }, isView: true);
        yield return SystemTable.Define(12_214, "pg_catalog.pg_sequences",
            "schemaname name, sequencename name, sequenceowner name, data_type regtype, start_value int8, min_value int8, max_value int8, increment_by int8, cycle bool, cache_size int8, last_value int8", static (context, rows) =>
            {
                var stands = context.Service<ISequences>();
                foreach (var sequence in context.Catalog.Relations.OfType<Sequence>())
                {
                    rows.Add(sequence.Schema).Add(sequence.Name).Add(sequence.Owner).Add(Types.SqlTypes.FromName(sequence.TypeName)!.Oid).Add(sequence.Start).Add(sequence.Minimum).Add(sequence.Maximum).Add(sequence.Increment).Add(sequence.Cycles).Add(1);
                    if (stands.Stand(sequence) is { IsCalled: true, Value: var last }) rows.Add(last).End();
                    else rows.Null().End();
                }
            }, isView: true);
        yield return SystemTable.Define(2224, "pg_catalog.pg_sequence",
            "seqrelid oid, seqtypid oid, seqstart int8, seqincrement int8, seqmax int8, seqmin int8, seqcache int8, seqcycle bool", static (context, rows) =>
            {
                foreach (var sequence in context.Catalog.Relations.OfType<Sequence>())
                {
                    rows.Add(sequence.Oid).Add(Types.SqlTypes.FromName(sequence.TypeName)!.Oid).Add(sequence.Start).Add(sequence.Increment).Add(sequence.Maximum).Add(sequence.Minimum).Add(1).Add(sequence.Cycles).End();
                }
            });
    }
}
