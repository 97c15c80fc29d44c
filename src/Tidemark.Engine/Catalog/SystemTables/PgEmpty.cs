namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Relations that clients read and that never have rows here, because what they list is not supported.</summary>
internal static class PgEmpty
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Empty(3256, "pg_catalog.pg_policy", "oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual text, polwithcheck text");
        yield return SystemTable.Empty(2620, "pg_catalog.pg_trigger", "oid oid, tgrelid oid, tgparentid oid, tgname name, tgfoid oid, tgtype int2, tgenabled char, tgisinternal bool, tgconstrrelid oid, tgconstrindid oid, tgconstraint oid, tgdeferrable bool, tginitdeferred bool, tgnargs int2, tgattr int2[], tgargs bytea, tgqual text, tgoldtable name, tgnewtable name");
        yield return SystemTable.Empty(2618, "pg_catalog.pg_rewrite", "oid oid, rulename name, ev_class oid, ev_type char, ev_enabled char, is_instead bool, ev_qual text, ev_action text");
        yield return SystemTable.Empty(3350, "pg_catalog.pg_partitioned_table", "partrelid oid, partstrat char, partnatts int2, partdefid oid, partattrs int2[], partclass oid[], partcollation oid[], partexprs text");
        yield return SystemTable.Empty(6104, "pg_catalog.pg_publication", "oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool, pubupdate bool, pubdelete bool, pubtruncate bool, pubviaroot bool");
        yield return SystemTable.Empty(6106, "pg_catalog.pg_publication_rel", "oid oid, prpubid oid, prrelid oid, prqual text, prattrs int2[]");
        yield return SystemTable.Empty(6237, "pg_catalog.pg_publication_namespace", "oid oid, pnpubid oid, pnnspid oid");
        yield return SystemTable.Empty(3381, "pg_catalog.pg_statistic_ext", "oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid, stxstattarget int4, stxkeys int2[], stxkind char[], stxexprs text");
        yield return SystemTable.Empty(3118, "pg_catalog.pg_foreign_table", "ftrelid oid, ftserver oid, ftoptions text[]");
        yield return SystemTable.Empty(1417, "pg_catalog.pg_foreign_server", "oid oid, srvname name, srvowner oid, srvfdw oid, srvtype text, srvversion text, srvacl text[], srvoptions text[]");
        yield return SystemTable.Empty(2328, "pg_catalog.pg_foreign_data_wrapper", "oid oid, fdwname name, fdwowner oid, fdwhandler oid, fdwvalidator oid, fdwacl text[], fdwoptions text[]");
        yield return SystemTable.Empty(2616, "pg_catalog.pg_opclass", "oid oid, opcmethod oid, opcname name, opcnamespace oid, opcowner oid, opcfamily oid, opcintype oid, opcdefault bool, opckeytype oid");
        yield return SystemTable.Empty(12_261, "pg_catalog.pg_prepared_xacts", "transaction xid, gid text, prepared timestamptz, owner name, database name", isView: true);
        yield return SystemTable.Empty(12_262, "pg_catalog.pg_rules", "schemaname name, tablename name, rulename name, definition text", isView: true);
        yield return SystemTable.Empty(3576, "pg_catalog.pg_transform", "oid oid, trftype oid, trflang oid, trffromsql regproc, trftosql regproc");
        yield return SystemTable.Empty(6100, "pg_catalog.pg_subscription", "oid oid, subdbid oid, subname name, subowner oid, subenabled bool");
        yield return SystemTable.Empty(3466, "pg_catalog.pg_event_trigger", "oid oid, evtname name, evtevent name, evtowner oid, evtfoid oid, evtenabled char, evttags text[]");
    }
}
