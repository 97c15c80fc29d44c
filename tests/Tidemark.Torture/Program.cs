using System.CommandLine;
using Tidemark.Torture.Commands;

var root = new RootCommand("Tidemark under torture: crashes, damage and full disks, as long as you like")
{
    SimulateCommand.Create(),
    KillCommand.Create(),
    RecoverCommand.Create(),
    HostCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
