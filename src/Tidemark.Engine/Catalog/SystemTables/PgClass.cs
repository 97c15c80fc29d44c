namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_class, pg_attribute, pg_attrdef, pg_index and pg_inherits: relations and what they are made of.</summary>
internal static class PgClass
{
    private const int HeapAccessMethod = 2;
    private const int BtreeAccessMethod = 403;

    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(1259, "pg_catalog.pg_class",
            """
            oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid, relam oid, relfilenode oid, reltablespace oid, relpages int4,
            reltuples float4, relallvisible int4, reltoastrelid oid, relhasindex bool, relisshared bool, relpersistence char, relkind char, relnatts int2, relchecks int2,
            relhasrules bool, relhastriggers bool, relhassubclass bool, relrowsecurity bool, relforcerowsecurity bool, relispopulated bool, relreplident char,
            relispartition bool, relrewrite oid, relfrozenxid xid, relminmxid xid, relacl text[], reloptions text[], relpartbound text
            """, FillClass);
        yield return SystemTable.Define(1249, "pg_catalog.pg_attribute",
            """
            attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2, attnum int2, attndims int4, attcacheoff int4, atttypmod int4, attbyval bool, attalign char,
            attstorage char, attcompression char, attnotnull bool, atthasdef bool, atthasmissing bool, attidentity char, attgenerated char, attisdropped bool, attislocal bool,
            attinhcount int4, attcollation oid, attacl text[], attoptions text[], attfdwoptions text[], attmissingval text
            """, FillAttribute);
        yield return SystemTable.Define(2604, "pg_catalog.pg_attrdef", "oid oid, adrelid oid, adnum int2, adbin text", FillDefaults);
        yield return SystemTable.Define(2610, "pg_catalog.pg_index",
            """
            indexrelid oid, indrelid oid, indnatts int2, indnkeyatts int2, indisunique bool, indnullsnotdistinct bool, indisprimary bool, indisexclusion bool, indimmediate bool,
            indisclustered bool, indisvalid bool, indcheckxmin bool, indisready bool, indislive bool, indisreplident bool, indkey int2vector, indcollation oidvector, indclass oidvector,
            indoption int2vector, indexprs text, indpred text
            """, FillIndex);
        yield return SystemTable.Define(2611, "pg_catalog.pg_inherits", "inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool", FillInherits);
    }

    private static void FillClass(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in SystemRelations.All(context))
        {
            var table = relation.Object as Table;
            var hasIndexes = !context.Catalog.IndexesOf(table?.Oid ?? (relation.Object as Chunk)?.TableOid ?? 0).IsEmpty;
            var hasChunks = table?.Hypertable is not null && context.Catalog.ChunksOf(table.Oid).Count > 0;
            // PostgreSQL enforces foreign keys by triggers on both tables, and clients look for them only where there are some.
            var hasTriggers = table is not null && (table.ForeignKeys.Any() || context.Catalog.IsReferenced(table.Oid));
            var accessMethod = relation.Kind switch
            {
                'r' or 'm' => HeapAccessMethod,
                'i' => BtreeAccessMethod,
                _ => 0,
            };
            rows.Add(relation.Oid).Add(relation.Name).Add(SystemRelations.SchemaOid(context, relation.Schema)).Add(relation.Composite?.Oid ?? (relation.Object is Table or View ? RowTypes.OidOf(relation.Oid) : 0)).Add(0).Add(context.Shared.FindRole(relation.Owner)?.Oid ?? CatalogBootstrap.PostgresRoleOid).Add(accessMethod)
                .Add(relation.Kind == 'v' ? 0 : relation.Oid).Add(0).Add(0).Add(-1).Add(0).Add(0).Add(hasIndexes).Add(false).Add(relation.Schema.StartsWith("pg_temp_", StringComparison.Ordinal) ? 't' : table?.IsUnlogged == true ? 'u' : 'p').Add(relation.Kind).Add(relation.Columns.Count)
                .Add(table?.Constraints.Count(c => c.Kind == ConstraintKind.Check) ?? 0).Add(relation.Kind == 'v').Add(hasTriggers).Add(hasChunks).Add(false).Add(false).Add(table?.Materialized is not { IsPopulated: false })
                .Add(relation.Kind is 'r' or 'm' ? 'd' : 'n').Add(false).Add(0).Add(0).Add(0).Add(relation.Object is { } owned ? Acls.Text(owned) : null)
                .Add(OptionsOf(relation.Object)).Null().End();
        }
    }

    private static string? OptionsOf(SchemaObject? relation)
    {
        var options = relation switch
        {
            Table table => table.Options.Select(o => $"\"{o.Key}={o.Value}\"").ToList(),
            View view => [.. view.Options.Select(o => $"\"{o.Name}={o.Value}\"")],
            _ => [],
        };
        return options.Count == 0 ? null : $"{{{string.Join(',', options)}}}";
    }

    private static void FillAttribute(FunctionContext context, SystemRows rows)
    {
        foreach (var relation in SystemRelations.All(context))
        {
            foreach (var column in relation.Columns)
            {
                var identity = column.Identity switch
                {
                    IdentityKind.Always => 'a',
                    IdentityKind.ByDefault => 'd',
                    _ => '\0',
                };
                rows.Add(relation.Oid).Add(column.IsDropped ? $"........pg.dropped.{column.Number}........" : column.Name).Add(column.IsDropped ? 0 : column.Type.Oid).Add(-1)
                    .Add(column.Type.Length).Add(column.Number).Add(column.Type.IsArray ? 1 : 0).Add(-1).Add(column.Type.Modifier).Add(column.Type.Length is > 0 and <= 8)
                    .Add(PgType.Alignment(column.Type)).Add(PgType.Storage(column.Type)).Add('\0').Add(column.IsNotNull)
                    .Add((column.DefaultSql is not null && column.Identity == IdentityKind.None) || column.GeneratedSql is not null).Add(column.Missing is not null).Add(identity)
                    .Add(column.GeneratedSql is null ? '\0' : 's').Add(column.IsDropped).Add(true).Add(0).Add(column.Type.IsString ? PgType.DefaultCollation : 0).Null(4).End();
            }
        }
    }

    private static void FillDefaults(FunctionContext context, SystemRows rows)
    {
        foreach (var table in context.Catalog.Relations.OfType<Table>())
        {
            foreach (var column in table.LiveColumns)
            {
                var sql = column.GeneratedSql ?? (column.Identity == IdentityKind.None ? column.DefaultSql : null);
                if (sql is not null) rows.Add(DefaultOid(table, column.Number)).Add(table.Oid).Add(column.Number).Add(sql).End();
            }
        }

        foreach (var view in context.Catalog.Relations.OfType<View>())
        {
            for (var i = 0; i < view.Columns.Length; i++)
            {
                if (view.Columns[i].DefaultSql is { } sql) rows.Add(DefaultOid(view, i + 1)).Add(view.Oid).Add(i + 1).Add(sql).End();
            }
        }
    }

    /// <summary>The oid of a column's default in pg_attrdef. Defaults have no object of their own; the number only has to be stable and unlike others.</summary>
    public static long DefaultOid(SchemaObject relation, int column) => 3_000_000_000L + ((relation.Oid * 1600L + column) % 1_000_000_000L);

    private static void FillIndex(FunctionContext context, SystemRows rows)
    {
        foreach (var index in SystemRelations.Indexes(context))
        {
            var isImmediate = context.Catalog.Find<Table>(index.TableOid)?.Constraints.Any(c => c.IndexOid == index.Oid && c.IsDeferrable) != true;
            rows.Add(index.Oid).Add(index.TableOid).Add(index.Keys.Length + index.Included.Length).Add(index.Keys.Length).Add(index.IsUnique).Add(index.NullsNotDistinct).Add(index.IsPrimary)
                .Add(false).Add(isImmediate).Add(index.IsClustered).Add(true).Add(false).Add(true).Add(true).Add(false).Add((IEnumerable<int>)[.. index.Keys.Select(k => k.Column), .. index.Included])
                .Add(index.Keys.Select(_ => 0)).Add(index.Keys.Select(_ => 0)).Add(index.Keys.Select(k => (k.Descending ? 1 : 0) | (k.NullsFirst ? 2 : 0)))
                .Add(index.Keys.FirstOrDefault(k => k.ExpressionSql is not null)?.ExpressionSql).Add(index.WhereSql).End();
        }
    }

    private static void FillInherits(FunctionContext context, SystemRows rows)
    {
        foreach (var chunk in context.Catalog.Relations.OfType<Chunk>()) rows.Add(chunk.Oid).Add(chunk.TableOid).Add(1).Add(false).End();
    }
}
