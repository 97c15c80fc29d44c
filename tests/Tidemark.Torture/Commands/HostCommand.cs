using System.CommandLine;
using Tidemark.Torture.Killing;

namespace Tidemark.Torture.Commands;

/// <summary><c>torture host</c>: the process that <c>torture kill</c> starts and kills.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIR");
        var seed = new Option<int>("--seed");
        var command = new Command("host", "the process that is killed; started by kill") { directory, seed };
        command.Hidden = true;
        command.SetAction(parsed => KillHost.Run(parsed.GetValue(directory)!, parsed.GetValue(seed)));
        return command;
    }
}
