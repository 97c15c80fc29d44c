using System.Runtime.CompilerServices;

namespace Tidemark.Errors;

/// <summary>
/// Ends recursion over what a client sent with an error (54001) instead of an overflow of the stack, which nothing survives. A depth is measured from where it began,
/// as PostgreSQL measures its max_stack_depth, so that the same text fails at the same place on every thread that has a stack of common size; on smaller ones the end of the stack decides.
/// </summary>
public readonly struct StackDepth
{
    /// <summary>The bytes of stack that recursion may take from where it began.</summary>
    public const int Limit = 2 << 20;

    private readonly nint _begin;

    private StackDepth(nint begin) => _begin = begin;

    /// <summary>A depth that begins at the caller.</summary>
    public static StackDepth Begin() => new(Here());

    /// <summary>Fails if the stack has grown by more than <see cref="Limit"/> since the beginning, or is nearly used up.</summary>
    /// <exception cref="SqlException">54001, stack depth limit exceeded.</exception>
    public void Check()
    {
        if (_begin - Here() > Limit) throw SyntaxErrors.TooDeep();
        Ensure();
    }

    /// <summary>Fails if the stack is nearly used up.</summary>
    /// <exception cref="SqlException">54001, stack depth limit exceeded.</exception>
    public static void Ensure()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw SyntaxErrors.TooDeep();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nint Here()
    {
        byte here;
        return (nint)(&here);
    }
}
