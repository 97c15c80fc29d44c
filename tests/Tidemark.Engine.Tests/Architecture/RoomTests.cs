using System.Text.RegularExpressions;
using Xunit;

namespace Tidemark.Engine.Tests.Architecture;

/// <summary>
/// Which room of the engine may see which: what the compiler holds between projects, held inside the one project. docs/architecture.md shows the same table.
/// </summary>
public partial class RoomTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Syntax"] = [],
        ["Catalog"] = ["Syntax"],
        ["Binding"] = ["Catalog", "Syntax"],
        ["Planning"] = ["Binding", "Catalog", "Syntax"],
        ["Execution"] = ["Planning", "Binding", "Catalog", "Syntax"],
        ["Functions"] = ["Catalog", "Syntax"],
        ["Sessions"] = ["Execution", "Planning", "Binding", "Catalog", "Syntax"],
        ["TimeSeries"] = ["Sessions", "Execution", "Planning", "Binding", "Catalog", "Syntax", "Functions"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_sees_only_what_lies_below_it(string room)
    {
        var engine = Path.Combine(RepositoryRoot(), "src", "Tidemark.Engine");
        var files = Directory.GetFiles(Path.Combine(engine, room), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var seen = files.SelectMany(file => RoomsIn(File.ReadAllText(file)).Select(other => (File: Path.GetRelativePath(engine, file), Room: other)));
        Assert.DoesNotContain(seen, reference => reference.Room != room && !Allowed[room].Contains(reference.Room));
    }

    [Fact]
    public void Every_folder_of_the_engine_is_a_room()
    {
        var folders = Directory.GetDirectories(Path.Combine(RepositoryRoot(), "src", "Tidemark.Engine")).Select(folder => Path.GetFileName(folder)!).Except(["bin", "obj"]);
        Assert.Equal(Allowed.Keys.Order(), folders.Order());
    }

    private static IEnumerable<string> RoomsIn(string source) => RoomName().Matches(source).Select(match => match.Groups[1].Value).Distinct();

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tidemark.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }

    [GeneratedRegex(@"^using (?:static |\w+ = )?Tidemark\.Engine\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex RoomName();
}
