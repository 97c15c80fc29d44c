namespace Tidemark.Engine.Binding;

/// <summary>What becomes of a query's columns whose type nothing has said: literals, and parameters.</summary>
internal enum QueryUse
{
    /// <summary>They are text.</summary>
    Nested,

    /// <summary>They stay of unknown type, for INSERT and set operations to say.</summary>
    Open,
}
