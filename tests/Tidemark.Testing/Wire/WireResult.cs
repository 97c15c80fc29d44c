namespace Tidemark.Testing.Wire;

/// <summary>A column of a result: its name and the oid of its type.</summary>
public sealed record WireColumn(string Name, uint TypeOid);

/// <summary>What one statement of a query string gave.</summary>
public sealed class WireResult
{
    /// <summary>Null when the statement returns no rows by nature.</summary>
    public IReadOnlyList<WireColumn>? Columns { get; internal set; }

    /// <summary>Values in text form, null for NULL.</summary>
    public List<string?[]> Rows { get; } = [];

    /// <summary>The command tag, say INSERT 0 1; empty for an empty statement.</summary>
    public string Tag { get; internal set; } = "";
}

/// <summary>Everything between a query string and the server's ReadyForQuery.</summary>
public sealed class WireResponse
{
    /// <summary>The statements that were completed.</summary>
    public List<WireResult> Results { get; } = [];

    public List<WireNotice> Notices { get; } = [];

    /// <summary>The error that ended the query string, if one did.</summary>
    public WireNotice? Error { get; internal set; }

    /// <summary>I outside of a transaction, T in one, E in a failed one.</summary>
    public char TransactionStatus { get; internal set; }
}
