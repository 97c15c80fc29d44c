using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What would no longer work without an object.</summary>
internal static class Dependencies
{
    /// <summary>The views that read a relation, directly or through other views, nearest first.</summary>
    public static IEnumerable<SchemaObject> Of(SchemaObject needed, CatalogSnapshot catalog)
    {
        if (needed is not (Table or View)) yield break;
        var seen = new HashSet<uint> { needed.Oid };
        var open = new Queue<SchemaObject>([needed]);
        while (open.TryDequeue(out var next))
        {
            foreach (var view in catalog.Relations.OfType<View>().Where(v => Reads(v, next)).OrderBy(v => v.Oid))
            {
                if (!seen.Add(view.Oid)) continue;
                yield return view;
                open.Enqueue(view);
            }
        }
    }

    /// <summary>The kind of an object in messages.</summary>
    public static string Kind(SchemaObject value) => value switch
    {
        View => "view",
        Catalog.Index => "index",
        Sequence => "sequence",
        _ => "table",
    };

    private static bool Reads(View view, SchemaObject relation) => view.DependsOn.Contains(relation.Oid);
}
