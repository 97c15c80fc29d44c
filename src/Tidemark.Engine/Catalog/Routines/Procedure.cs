using System.Collections.Immutable;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>A procedure: run by CALL for what it does.</summary>
internal sealed class Procedure : Routine
{
    /// <summary>Runs it. Arguments are flat vectors of length 1, some of them null.</summary>
    public required Action<ImmutableArray<Vector>, FunctionContext> Invoke { get; init; }
}
