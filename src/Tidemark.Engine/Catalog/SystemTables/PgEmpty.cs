namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Relations that clients read and that never have rows here, because what they list is not supported.</summary>
internal static class PgEmpty
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Empty(3256, "pg_catalog.pg_policy", "oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual text, polwithcheck text");
        yield return SystemTable.Empty(2620, "pg_catalog.pg_trigger", "oid oid, tgrelid oid, tgparentid oid, tgname name, tgfoid oid, tgtype int2, tgenabled char, tgisinternal bool, tgconstrrelid oid, tgconstrindid oid, tgconstraint oid, tgdeferrable bool, tginitdeferred bool, tgnargs int2, tgattr int2vector, tgargs bytea, tgqual text, tgoldtable name, tgnewtable name");
        yield return SystemTable.Empty(3350, "pg_catalog.pg_partitioned_table", "partrelid oid, partstrat char, partnatts int2, partdefid oid, partattrs int2vector, partclass oidvector, partcollation oidvector, partexprs text");
        yield return SystemTable.Empty(6104, "pg_catalog.pg_publication", "oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool, pubupdate bool, pubdelete bool, pubtruncate bool, pubviaroot bool");
        yield return SystemTable.Empty(6106, "pg_catalog.pg_publication_rel", "oid oid, prpubid oid, prrelid oid, prqual text, prattrs int2[]");
        yield return SystemTable.Empty(6237, "pg_catalog.pg_publication_namespace", "oid oid, pnpubid oid, pnnspid oid");
        yield return SystemTable.Empty(3381, "pg_catalog.pg_statistic_ext", "oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid, stxstattarget int4, stxkeys int2vector, stxkind char[], stxexprs text");
        yield return SystemTable.Empty(3118, "pg_catalog.pg_foreign_table", "ftrelid oid, ftserver oid, ftoptions text[]");
        yield return SystemTable.Empty(1417, "pg_catalog.pg_foreign_server", "oid oid, srvname name, srvowner oid, srvfdw oid, srvtype text, srvversion text, srvacl text[], srvoptions text[]");
        yield return SystemTable.Empty(2328, "pg_catalog.pg_foreign_data_wrapper", "oid oid, fdwname name, fdwowner oid, fdwhandler oid, fdwvalidator oid, fdwacl text[], fdwoptions text[]");
        yield return SystemTable.Empty(2616, "pg_catalog.pg_opclass", "oid oid, opcmethod oid, opcname name, opcnamespace oid, opcowner oid, opcfamily oid, opcintype oid, opcdefault bool, opckeytype oid");
        yield return SystemTable.Empty(12_261, "pg_catalog.pg_prepared_xacts", "transaction xid, gid text, prepared timestamptz, owner name, database name", isView: true);
        yield return SystemTable.Empty(12_262, "pg_catalog.pg_rules", "schemaname name, tablename name, rulename name, definition text", isView: true);
        yield return SystemTable.Empty(2607, "pg_catalog.pg_conversion", "oid oid, conname name, connamespace oid, conowner oid, conforencoding int4, contoencoding int4, conproc regproc, condefault bool");
        yield return SystemTable.Empty(2753, "pg_catalog.pg_opfamily", "oid oid, opfmethod oid, opfname name, opfnamespace oid, opfowner oid");
        yield return SystemTable.Empty(2602, "pg_catalog.pg_amop", "oid oid, amopfamily oid, amoplefttype oid, amoprighttype oid, amopstrategy int2, amoppurpose char, amopopr oid, amopmethod oid, amopsortfamily oid");
        yield return SystemTable.Empty(2603, "pg_catalog.pg_amproc", "oid oid, amprocfamily oid, amproclefttype oid, amprocrighttype oid, amprocnum int2, amproc regproc");
        yield return SystemTable.Empty(3602, "pg_catalog.pg_ts_config", "oid oid, cfgname name, cfgnamespace oid, cfgowner oid, cfgparser oid");
        yield return SystemTable.Empty(3603, "pg_catalog.pg_ts_config_map", "mapcfg oid, maptokentype int4, mapseqno int4, mapdict oid");
        yield return SystemTable.Empty(3600, "pg_catalog.pg_ts_dict", "oid oid, dictname name, dictnamespace oid, dictowner oid, dicttemplate oid, dictinitoption text");
        yield return SystemTable.Empty(3601, "pg_catalog.pg_ts_parser", "oid oid, prsname name, prsnamespace oid, prsstart regproc, prstoken regproc, prsend regproc, prsheadline regproc, prslextype regproc");
        yield return SystemTable.Empty(3764, "pg_catalog.pg_ts_template", "oid oid, tmplname name, tmplnamespace oid, tmplinit regproc, tmpllexize regproc");
        yield return SystemTable.Empty(1418, "pg_catalog.pg_user_mapping", "oid oid, umuser oid, umserver oid, umoptions text[]");
        yield return SystemTable.Empty(12_263, "pg_catalog.pg_user_mappings", "umid oid, srvid oid, srvname name, umuser oid, usename name, umoptions text[]", isView: true);
        yield return SystemTable.Empty(2995, "pg_catalog.pg_largeobject_metadata", "oid oid, lomowner oid, lomacl text[]");
        yield return SystemTable.Empty(3596, "pg_catalog.pg_seclabel", "objoid oid, classoid oid, objsubid int4, provider text, label text");
        yield return SystemTable.Empty(3576, "pg_catalog.pg_transform", "oid oid, trftype oid, trflang oid, trffromsql regproc, trftosql regproc");
        yield return SystemTable.Empty(6100, "pg_catalog.pg_subscription", "oid oid, subdbid oid, subname name, subowner oid, subenabled bool, subbinary bool, substream bool, subtwophasestate char, subdisableonerr bool, subconninfo text, subslotname name, subsynccommit text, subpublications text[], subskiplsn text");
        yield return SystemTable.Empty(3466, "pg_catalog.pg_event_trigger", "oid oid, evtname name, evtevent name, evtowner oid, evtfoid oid, evtenabled char, evttags text[]");
    }
}
