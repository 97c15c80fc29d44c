using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary>A table to vacuum or analyze, with the columns it is limited to.</summary>
internal sealed record VacuumTarget(QualifiedName Table, SyntaxList<Name> Columns) : SyntaxNode;

/// <summary><c>VACUUM</c> or <c>ANALYZE</c> in both syntaxes; words such as FULL are options. No target means all tables.</summary>
internal sealed record VacuumStatement(bool IsVacuum, SyntaxList<Option> Options, SyntaxList<VacuumTarget> Targets) : Statement;

internal sealed record CheckpointStatement : Statement;

/// <summary><c>CLUSTER [VERBOSE] [table [USING index]]</c>; no table means all that were clustered before.</summary>
internal sealed record ClusterStatement(QualifiedName? Table, string? Index, SyntaxList<Option> Options) : Statement;

internal enum LockMode
{
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

/// <summary><c>LOCK [TABLE] tables [IN mode MODE] [NOWAIT]</c>.</summary>
internal sealed record LockStatement(SyntaxList<TruncateTarget> Tables, LockMode Mode, bool NoWait) : Statement;

internal enum DiscardTarget
{
    All,
    Plans,
    Sequences,
    Temporary,
}

internal sealed record DiscardStatement(DiscardTarget Target) : Statement;
