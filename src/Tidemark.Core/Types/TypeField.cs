namespace Tidemark.Types;

/// <summary>A field of a composite type, or of a record whose columns are known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type with its modifier.</param>
public sealed record TypeField(string Name, SqlType Type);
