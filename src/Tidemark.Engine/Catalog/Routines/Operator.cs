using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>An operator over a function.</summary>
/// <param name="Name">The symbol, such as <c>+</c> or <c>&lt;=</c>.</param>
/// <param name="Left">The left operand's type; null for a prefix operator.</param>
/// <param name="Right">The right operand's type.</param>
/// <param name="Function">What computes it; its result is the operator's.</param>
internal sealed record Operator(string Name, SqlType? Left, SqlType Right, ScalarFunction Function)
{
    /// <summary>pg_operator's oid; 0 until registered.</summary>
    public uint Oid { get; internal set; }

    /// <summary>The operator with the operands exchanged (<c>&lt;</c> for <c>&gt;</c>); null where there is none.</summary>
    public string? Commutator { get; init; }

    /// <summary>The operator that is true where this is false; null where there is none.</summary>
    public string? Negator { get; init; }
}

/// <summary>Where a cast applies without being asked for.</summary>
internal enum CastContext
{
    /// <summary>Anywhere in an expression.</summary>
    Implicit,

    /// <summary>When storing into a column.</summary>
    Assignment,

    /// <summary>Only when written: CAST(x AS t) or x::t.</summary>
    Explicit,
}

/// <summary>How values of one type become values of another.</summary>
/// <param name="Source">The type that is cast.</param>
/// <param name="Target">The type that comes out, without modifier; the modifier is applied by a coercion of its own.</param>
/// <param name="Context">Where it applies by itself.</param>
/// <param name="Function">What computes it; null for a binary-coercible cast, which only renames the type (<see cref="Vectors.Vector.As"/>).</param>
internal sealed record Cast(SqlType Source, SqlType Target, CastContext Context, ScalarFunction? Function);
