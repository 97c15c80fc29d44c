namespace Tidemark.Engine.Syntax.Statements;

internal enum IsolationLevel
{
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

/// <summary>The modes of BEGIN, START TRANSACTION and SET TRANSACTION; what was not written is null. The last of a kind wins.</summary>
internal sealed record TransactionModes(IsolationLevel? Isolation, bool? IsReadOnly, bool? IsDeferrable) : SyntaxNode
{
    public static readonly TransactionModes None = new(null, null, null);
}

/// <summary>BEGIN or START TRANSACTION, which differ in the command tag only.</summary>
internal sealed record BeginStatement(TransactionModes Modes, bool IsStart) : Statement;

/// <summary>COMMIT or END.</summary>
internal sealed record CommitStatement(bool AndChain) : Statement;

/// <summary>ROLLBACK or ABORT.</summary>
internal sealed record RollbackStatement(bool AndChain) : Statement;

internal sealed record SavepointStatement(string Name) : Statement;

internal sealed record ReleaseSavepointStatement(string Name) : Statement;

internal sealed record RollbackToSavepointStatement(string Name) : Statement;

internal sealed record PrepareTransactionStatement(string Identifier) : Statement;

internal sealed record CommitPreparedStatement(string Identifier) : Statement;

internal sealed record RollbackPreparedStatement(string Identifier) : Statement;

/// <summary><c>SET TRANSACTION modes</c>, or SET SESSION CHARACTERISTICS AS TRANSACTION modes.</summary>
internal sealed record SetTransactionStatement(TransactionModes Modes, bool IsSessionDefault, bool IsLocal = false) : Statement;

/// <summary><c>SET TRANSACTION SNAPSHOT id</c>.</summary>
internal sealed record SetTransactionSnapshotStatement(string Snapshot) : Statement;

/// <summary><c>SET CONSTRAINTS ALL|names DEFERRED|IMMEDIATE</c>; no names means ALL.</summary>
internal sealed record SetConstraintsStatement(SyntaxList<Names.QualifiedName> Constraints, bool IsDeferred) : Statement;
