using System.Collections.Immutable;
using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>What kind of statement a plan carries out; the command tag follows from it.</summary>
internal enum PlanKind
{
    /// <summary>A query.</summary>
    Select,

    /// <summary>INSERT.</summary>
    Insert,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>MERGE.</summary>
    Merge,
}

/// <summary>A planned statement. Immutable: valid for any parameters and any number of executions while the catalog that it was bound against stands.</summary>
/// <param name="Kind">The kind of statement.</param>
/// <param name="Root">The operators.</param>
/// <param name="Output">The columns of the result; empty for a statement without one.</param>
/// <param name="Targets">The tables whose rows it changes or locks.</param>
/// <param name="RuleTimes">Which rules changed the tree, and how long each took, in order.</param>
internal sealed record Plan(PlanKind Kind, PlanNode Root, ImmutableArray<OutputColumn> Output, ImmutableArray<PlanTarget> Targets, ImmutableArray<RuleTime> RuleTimes);

/// <summary>How long a rule took.</summary>
internal readonly record struct RuleTime(string Rule, TimeSpan Elapsed, bool Changed);
