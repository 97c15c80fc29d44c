using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>The server as a process of its own, for the tests of one class; null where the command is not built.</summary>
public sealed class TidemarkFixture : IAsyncLifetime
{
    public TidemarkProcess Process { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (TidemarkProcess.Executable is not null) Process = await TidemarkProcess.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Process is not null) await Process.DisposeAsync();
    }
}
