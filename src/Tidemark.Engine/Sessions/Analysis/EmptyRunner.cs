using Tidemark.Engine.Syntax.Statements;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Runs the empty statement.</summary>
internal sealed class EmptyRunner : StatementRunner
{
    private EmptyRunner()
        : base(new CommitStatement(AndChain: false)) => IsDone = true;

    /// <summary>It has no state.</summary>
    public static EmptyRunner Instance { get; } = new();

    /// <inheritdoc />
    public override PortalKind Kind => PortalKind.Empty;

    /// <inheritdoc />
    public override Batch? Next(int maxRows) => null;
}
