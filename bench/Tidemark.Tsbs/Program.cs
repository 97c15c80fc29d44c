using System.CommandLine;
using Npgsql;
using Tidemark.Tsbs.Commands;

var root = new RootCommand("TSBS's data sets and queries against Tidemark, TimescaleDB or PostgreSQL, alone or two in turns")
{
    GenerateCommand.Create(),
    MeasureCommand.Load(),
    MeasureCommand.Query(),
    MeasureCommand.Roundtrip(),
    MeasureCommand.Run(),
    HypertablesCommand.Create(),
    RollupsCommand.Create(),
    BackfillCommand.Create(),
    UpkeepCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is NpgsqlException or IOException or InvalidDataException)
{
    Console.Error.WriteLine($"tsbs: {error.Message}");
    return 1;
}
