using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Finds relations by name, along the search path where no schema is given.</summary>
internal sealed class RelationNames(BindingContext context)
{
    // PostgreSQL's measure for "perhaps you meant": at most three edits, and not more than half of the name.
    private const int MaxDistance = 3;

    /// <summary>The relation (a <see cref="SchemaObject"/> or a <see cref="VirtualTable"/>); 42P01 or 3F000 where there is none.</summary>
    public object Resolve(QualifiedName name)
    {
        int? place = name.Position == 0 ? null : name.Position;
        if (name.Parts.Count > 3) throw NameErrors.ImproperQualifiedName(name.ToString(), place);
        if (name.Catalog is { } database && database != context.Functions.DatabaseName) throw NameErrors.CrossDatabaseReference($"\"{name}\"", place);
        return Find(name.Schema, name.Object)
            ?? throw NameErrors.RelationDoesNotExist(name.Schema is null ? name.Object : $"{name.Schema}.{name.Object}", place, Nearest(name));
    }

    /// <summary>The oids of the relations that were resolved so far: what a view depends on.</summary>
    public HashSet<uint> Used { get; } = [];

    /// <summary>The relation, or null.</summary>
    public object? Find(string? schema, string name)
    {
        if (schema is not null)
        {
            if (schema.StartsWith("pg_temp_", StringComparison.Ordinal) && schema != context.TemporarySchema)
                throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "cannot access temporary tables of other sessions" });
            // Statements that the engine runs for itself have their input there.
            if (schema == "pg_temp") return context.VirtualTables.Find(schema, name) ?? FindIn(context.TemporarySchema, name);
            return FindIn(schema, name);
        }

        foreach (var candidate in context.SearchPath)
            if (FindIn(candidate, name) is { } found)
                return found;
        return null;
    }

    /// <summary>The chunk of this name, in whatever schema: views give chunks' names without it.</summary>
    public Chunk? FindChunk(string name) => context.Catalog.FindChunk(name);

    private object? FindIn(string schema, string name)
    {
        if (context.Catalog.FindRelation(schema, name) is not { } found) return context.VirtualTables.Find(schema, name);
        Used.Add(found.Oid);
        return found;
    }

    private string? Nearest(QualifiedName name)
    {
        string? nearest = null;
        var best = MaxDistance + 1;
        foreach (var relation in context.Catalog.Relations)
        {
            if (relation is Catalog.Index or Chunk) continue;
            if (name.Schema is null ? !context.SearchPath.Contains(relation.Schema) : relation.Schema != name.Schema) continue;
            var distance = EditDistance.Between(name.Object, relation.Name, best);
            if (distance >= best || distance > name.Object.Length / 2) continue;
            best = distance;
            nearest = relation.Name;
        }

        return nearest is null || name.Schema is null ? nearest : $"{name.Schema}.{nearest}";
    }
}
