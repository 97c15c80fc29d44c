using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>What a policy's job is of.</summary>
internal static class JobTarget
{
    /// <summary>The relation that users know it by: the hypertable, or the continuous aggregate whose rows it keeps.</summary>
    public static SchemaObject? Shown(Job job, CatalogSnapshot catalog) =>
        (job.TableOid == 0 ? null : catalog.RollupOf(job.TableOid)) ?? (SchemaObject?)catalog.Find<Table>(job.TableOid);

    /// <summary>The hypertable of a number, as configurations name it; null where there is none.</summary>
    public static Table? Find(int hypertableId, CatalogSnapshot catalog) => catalog.Relations.OfType<Table>().FirstOrDefault(t => t.Hypertable?.Id == hypertableId);

    /// <summary>The hypertable that a regclass names; null for another relation.</summary>
    public static Table? Find(Vector relation, FunctionContext context) => Arguments.FindHypertable(Arguments.Oid(relation), context.Catalog);

    /// <summary>The hypertable that a regclass names; TS001 for another relation.</summary>
    public static Table Require(Vector relation, FunctionContext context) => Find(relation, context) ?? throw JobErrors.CannotHavePolicy(NameOf(relation, context));

    /// <summary>The name that messages call a regclass by.</summary>
    public static string NameOf(Vector relation, FunctionContext context) => Arguments.NameOf(relation, context);
}
