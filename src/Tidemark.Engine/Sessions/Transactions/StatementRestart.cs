namespace Tidemark.Engine.Sessions.Transactions;

/// <summary>
/// Ends an attempt at a statement of a READ COMMITTED transaction: rows that it is about were changed by somebody it waited for. <see cref="StatementAttempts"/> begins it again on the newest state.
/// </summary>
internal sealed class StatementRestart : Exception;
