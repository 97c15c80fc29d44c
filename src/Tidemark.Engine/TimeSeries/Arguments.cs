using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries;

/// <summary>Reads arguments of functions that are called once: flat vectors of one row.</summary>
internal static class Arguments
{
    /// <summary>A boolean; <paramref name="missing"/> for null.</summary>
    public static bool Flag(Vector argument, bool missing) => argument.IsNull(0) ? missing : VectorAccess.Get<bool>(argument, 0);

    /// <summary>A name or text; null for null.</summary>
    public static string? Text(Vector argument) => argument.IsNull(0) ? null : Encoding.UTF8.GetString(VectorAccess.GetBytes(argument, 0));

    /// <summary>An int4; null for null.</summary>
    public static int? Int(Vector argument) => argument.IsNull(0) ? null : VectorAccess.Get<int>(argument, 0);

    /// <summary>A regclass or another oid; 0 for null.</summary>
    public static uint Oid(Vector argument) => argument.IsNull(0) ? 0 : (uint)VectorAccess.Get<long>(argument, 0);

    /// <summary>The hypertable that a regclass names; TS001 in the words of functions that also take continuous aggregates.</summary>
    public static Table Hypertable(Vector relation, FunctionContext context) => FindHypertable(Oid(relation), context.Catalog) ?? throw HypertableErrors.NotHypertable(NameOf(relation, context));

    /// <summary>A hypertable, or the one that keeps the rows of a continuous aggregate; null for another relation.</summary>
    public static Table? FindHypertable(uint oid, CatalogSnapshot catalog) => catalog.Find(oid) switch
    {
        Table { Hypertable: not null } table => table,
        View { Rollup: { } rollup } => catalog.Find<Table>(rollup.TableOid),
        _ => null,
    };

    /// <summary>The hypertable that a regclass names; TS001 in the words of functions that take hypertables alone.</summary>
    public static Table OnlyHypertable(Vector relation, FunctionContext context)
    {
        if (relation.IsNull(0)) throw HypertableErrors.CannotBeNull("hypertable");
        return context.Catalog.Find<Table>(Oid(relation)) is { Hypertable: not null } table ? table : throw HypertableErrors.TableNotHypertable(NameOf(relation, context));
    }

    /// <summary>The name of the relation that a regclass stands for.</summary>
    public static string NameOf(Vector relation, FunctionContext context) =>
        context.Catalog.Find(Oid(relation))?.Name ?? context.VirtualTables.Find(Oid(relation))?.Name ?? ChunkParts.IndexAt(Oid(relation), context.Catalog)?.Name ?? "";
}
