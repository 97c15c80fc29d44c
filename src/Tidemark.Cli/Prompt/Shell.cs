using System.Diagnostics;
using Tidemark.Cli.Connections;
using Tidemark.Cli.Output;

namespace Tidemark.Cli.Prompt;

/// <summary>The prompt: reads statements and backslash commands, runs them, and shows what they give.</summary>
/// <param name="connection">The database; replaced by <c>\c</c>.</param>
/// <param name="reconnect">Connects to another database of the same server or directory.</param>
internal sealed class Shell(ISqlConnection connection, Func<string, Task<ISqlConnection>> reconnect) : IAsyncDisposable
{
    private readonly TableDrawing _drawing = new(!Console.IsOutputRedirected);
    private ISqlConnection _connection = connection;
    private CancellationTokenSource? _running;

    /// <summary>Whether results are shown one value a line.</summary>
    public bool IsExpanded { get; set; }

    /// <summary>Whether the time of each statement is shown.</summary>
    public bool IsTiming { get; set; }

    /// <summary>Set by <c>\q</c>.</summary>
    public bool IsDone { get; set; }

    /// <summary>What it is connected to.</summary>
    public ISqlConnection Connection => _connection;

    /// <summary>Reads from the terminal, or from redirected input, until its end or <c>\q</c>.</summary>
    public async Task RunInteractiveAsync()
    {
        var history = LineEditor.IsInteractive ? LineHistory.Load() : null;
        var editor = new LineEditor(history ?? LineHistory.Load());
        if (history is not null) Console.WriteLine($"tidemark {typeof(Shell).Assembly.GetName().Version?.ToString(3)}: {_connection.Description}. \\? for help, \\q to leave.");
        ConsoleCancelEventHandler cancel = (_, e) =>
        {
            e.Cancel = true;
            _running?.Cancel();
        };
        Console.CancelKeyPress += cancel;
        var splitter = new StatementSplitter();
        while (!IsDone)
        {
            try
            {
                var line = editor.Read(splitter.IsEmpty ? $"{_connection.Database}=> " : $"{_connection.Database}{splitter.Continuation}> ");
                if (line is null) break;
                await TakeAsync(line, splitter);
            }
            catch (OperationCanceledException)
            {
                splitter.Clear();
            }
        }

        Console.CancelKeyPress -= cancel;
        if (!IsDone && !LineEditor.IsInteractive && !splitter.IsEmpty) await RunAsync(splitter.Pending);
        history?.Save();
    }

    /// <summary>Runs a text of statements and backslash commands; stops at the first that fails.</summary>
    /// <returns>Whether all of them ran.</returns>
    public async Task<bool> RunScriptAsync(TextReader reader)
    {
        var splitter = new StatementSplitter();
        while (!IsDone && await reader.ReadLineAsync() is { } line)
        {
            if (!await TakeAsync(line, splitter, stopAtError: true)) return false;
        }

        return IsDone || splitter.IsEmpty || await RunAsync(splitter.Pending);
    }

    /// <summary>Runs one statement and shows what it gives.</summary>
    /// <returns>Whether it ran.</returns>
    public async Task<bool> RunAsync(string statement)
    {
        using var running = _running = new CancellationTokenSource();
        _connection.OnNotice = notice => Console.Error.Write(ErrorText.Describe(notice, statement));
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await _connection.RunAsync(statement, running.Token);
            var elapsed = Stopwatch.GetElapsedTime(started);
            Show(result);
            if (IsTiming) Console.WriteLine($"Time: {elapsed.TotalMilliseconds:N3} ms");
            return true;
        }
        catch (SqlFailure failed)
        {
            await Console.Out.FlushAsync();
            await Console.Error.WriteAsync(ErrorText.Describe(failed.Error, statement));
            return false;
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Asks for a table and shows it under a title.</summary>
    /// <returns>How many rows there were.</returns>
    public async Task<int> ShowAsync(string title, string query)
    {
        var result = await _connection.RunAsync(query, CancellationToken.None);
        if (title.Length > 0) Console.WriteLine(title);
        Console.WriteLine(_drawing.Table(result));
        return result.Rows.Count;
    }

    /// <summary>Goes on in another database.</summary>
    public async Task ReconnectAsync(string database)
    {
        var other = await reconnect(database);
        await _connection.DisposeAsync();
        _connection = other;
        Console.WriteLine($"You are now connected to database \"{database}\".");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<bool> TakeAsync(string line, StatementSplitter splitter, bool stopAtError = false)
    {
        if (splitter.IsEmpty && line.TrimStart().StartsWith('\\'))
        {
            var succeeded = await MetaCommands.RunAsync(line.Trim(), this);
            return succeeded || !stopAtError;
        }

        foreach (var statement in splitter.Add(line).ToList())
        {
            if (!await RunAsync(statement) && stopAtError) return false;
        }

        return true;
    }

    private void Show(QueryResult result)
    {
        if (result.Columns is null)
        {
            if (result.Tag.Length > 0) Console.WriteLine(result.Tag);
            return;
        }

        Console.WriteLine(IsExpanded ? _drawing.Expanded(result) : _drawing.Table(result));
    }
}
