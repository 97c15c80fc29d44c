using Tidemark.Tsbs.Loading;
using Tidemark.Tsbs.Measuring;

namespace Tidemark.Tsbs.Reporting;

/// <summary>What was measured of one server apart from queries.</summary>
internal sealed record ServerReport(string Name, string Version)
{
    public List<TableLoad> Loads { get; init; } = [];

    /// <summary>All files of the server after loading, if its directory was given.</summary>
    public long? DirectoryBytes { get; set; }

    public Roundtrips? Roundtrips { get; set; }
}
