using System.CommandLine;
using Tidemark.Scripts.Commands;
using Tidemark.Scripts.Format;
using Tidemark.Testing.Wire;

var root = new RootCommand("Runs SQL scripts in sqllogictest form on Tidemark, PostgreSQL or TimescaleDB")
{
    ScriptCommand.Run(),
    ScriptCommand.Record(),
    ScriptCommand.Verify(),
    Tidemark.Scripts.Isolation.IsolationCommand.Create(),
    Tidemark.Scripts.RandomQueries.RandomCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is ScriptFormatException or WireException or IOException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"scripts: {error.Message}");
    return 1;
}
