namespace Tidemark.Engine.Catalog;

/// <summary>A schema.</summary>
internal sealed record Schema : CatalogObject;
