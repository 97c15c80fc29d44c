using Tidemark.Errors;

namespace Tidemark.Cli.Connections;

/// <summary>A database to ask, be it behind a socket or in this process.</summary>
internal interface ISqlConnection : IAsyncDisposable
{
    /// <summary>What it is connected to, for the prompt's greeting.</summary>
    string Description { get; }

    /// <summary>The database's name.</summary>
    string Database { get; }

    /// <summary>Called with notices and warnings.</summary>
    Action<SqlError>? OnNotice { get; set; }

    /// <summary>Runs one statement.</summary>
    /// <exception cref="SqlFailure">It failed.</exception>
    Task<QueryResult> RunAsync(string statement, CancellationToken cancellation);

    /// <summary>Runs COPY ... FROM STDIN.</summary>
    /// <param name="copy">The statement.</param>
    /// <param name="read">Fills a buffer with the next data and gives its length, 0 at the end.</param>
    /// <exception cref="SqlFailure">It failed, and nothing was kept.</exception>
    Task CopyInAsync(string copy, Func<Memory<byte>, CancellationToken, ValueTask<int>> read, CancellationToken cancellation);
}
