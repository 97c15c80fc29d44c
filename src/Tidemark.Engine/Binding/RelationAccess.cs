using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>A relation that a statement touches, for the check of privileges.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Letter">The privilege that it takes.</param>
/// <param name="Role">The owner of the view that the relation stands in, who needs the privilege; null for the current role.</param>
/// <param name="SchemaName">The schema, where the name was written with one.</param>
/// <param name="Position">Where the name stands.</param>
internal sealed record RelationAccess(SchemaObject Relation, char Letter, string? Role, string? SchemaName, int Position);
