namespace Tidemark.Engine.Sessions;

/// <summary>Where a session stands; the values are the letters of the wire protocol's ReadyForQuery.</summary>
public enum TransactionStatus : byte
{
    /// <summary>Not in a transaction block.</summary>
    Idle = (byte)'I',

    /// <summary>In a transaction block.</summary>
    InTransaction = (byte)'T',

    /// <summary>In a transaction block that failed: only its end is accepted.</summary>
    Failed = (byte)'E',
}
