using Tidemark.Cli.Commands;
using Tidemark.Cli.Serving;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Cli;

public class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Options_and_settings_are_told_apart()
    {
        var file = Read("# a comment", "port = 6000  # behind", "data='/srv/it''s here'", "", "timezone = 'Europe/Berlin'", "work_mem=64MB");

        Assert.Equal(6000, file.Port("port"));
        Assert.Equal("/srv/it's here", file.Text("data"));
        Assert.Null(file.Text("host"));
        Assert.Equal(["timezone", "work_mem"], file.Settings.Keys.Order());
        Assert.Equal("Europe/Berlin", file.Settings["timezone"]);
    }

    [Theory]
    [InlineData("port", "line 1: expected name = value")]
    [InlineData("data = 'open", "line 1: a quote is not closed")]
    [InlineData("port = many", "port = many is not a number")]
    [InlineData("port = 70000", "port = 70000 is not a port")]
    public void Says_what_is_wrong(string line, string message)
    {
        var wrong = Assert.Throws<UsageException>(() => Read(line).Port("port"));

        Assert.EndsWith(message, wrong.Message);
    }

    private ConfigurationFile Read(params string[] lines)
    {
        var path = Path.Combine(_directory.Path, "tidemark.conf");
        File.WriteAllLines(path, lines);
        return ConfigurationFile.Read(path);
    }
}
