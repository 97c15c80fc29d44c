using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>The options of CREATE INDEX: those of trees, which have nothing to steer, and a hypertable's own.</summary>
internal static class IndexOptions
{
    /// <summary>Refuses options that there are not, and a transaction for each chunk where that cannot be. An index takes one change of the catalog, however it is asked for.</summary>
    public static void Check(CreateIndexStatement statement, Table table, SessionContext session)
    {
        foreach (var option in statement.Options)
        {
            if (option.Namespace is null)
            {
                if (option.Name is not ("fillfactor" or "deduplicate_items" or "buffering" or "fastupdate" or "gin_pending_list_limit" or "pages_per_range" or "autosummarize"))
                    throw AlterErrors.InvalidParameter($"unrecognized parameter \"{option.Name}\"");
                continue;
            }

            if (table.Hypertable is null || option.Namespace is not ("timescaledb" or "tsdb")) throw AlterErrors.InvalidParameter($"unrecognized parameter namespace \"{option.Namespace}\"");
            if (option.Name != "transaction_per_chunk") throw HypertableErrors.UnknownIndexOption(option.FullName);
            if (!IsOn(option)) continue;
            if (statement.IsUnique) throw HypertableErrors.UniqueInTransactions();
            session.RequireOutsideBlock("CREATE INDEX ... WITH (timescaledb.transaction_per_chunk)");
        }
    }

    private static readonly HashSet<string> OperatorClasses = new(
        [
            .. "int2 int4 int8 float4 float8 numeric text varchar bpchar name char bytea bool date time timetz timestamp timestamptz interval oid oidvector uuid jsonb enum array record record_image".Split(' ').Select(t => t + "_ops"),
            "text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops",
            .. "int2 int4 int8 float4 float8 numeric text bpchar name char bytea date time timetz timestamp timestamptz interval oid uuid".Split(' ').SelectMany(t => new[] { t + "_minmax_ops", t + "_minmax_multi_ops", t + "_bloom_ops" }),
        ],
        StringComparer.Ordinal);

    /// <summary>Whether PostgreSQL has an operator class of this name for what Tidemark's types are. It has nothing to steer, the order of values being one.</summary>
    public static bool IsOperatorClass(string name) => OperatorClasses.Contains(name);

    private static bool IsOn(Option option) => option.Value?.Text is null or "true" or "on" or "yes" or "1";
}
