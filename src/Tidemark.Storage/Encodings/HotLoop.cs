using System.Runtime.CompilerServices;

namespace Tidemark.Storage;

/// <summary>
/// How loops over the rows of a block are compiled: at once, as well as can be. In tiers, which is how the runtime compiles everything else, they would run many times slower for the first queries
/// of a process; and in a loop over numbers there is nothing that a profile could tell.
/// </summary>
internal static class HotLoop
{
    public const MethodImplOptions Compiled = MethodImplOptions.AggressiveOptimization;
}
