using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tidemark.Tsbs.Reporting;

/// <summary>The report as a file for other programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static async Task WriteAsync(Report report, FileInfo file, CancellationToken cancel)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(stream, report, Options, cancel);
    }
}
