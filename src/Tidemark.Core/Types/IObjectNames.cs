namespace Tidemark.Types;

/// <summary>Gives the names of catalog objects to the text forms of the reg types.</summary>
public interface IObjectNames
{
    /// <summary>The name of an object as it must be written to be found again; null where there is no object with this oid.</summary>
    /// <param name="kind">One of the reg types.</param>
    /// <param name="oid">The object.</param>
    string? Find(TypeKind kind, uint oid);
}
