using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.TimeSeries.ColumnStore;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>The options of a continuous aggregate, by their proper names.</summary>
internal sealed class RollupOptions
{
    private static readonly HashSet<string> s_namespaces = ["timescaledb", "tsdb"];

    private readonly Dictionary<string, Option> _values = [];

    /// <summary>Reads options; 22023 for unknown ones.</summary>
    public RollupOptions(IEnumerable<Option> options)
    {
        List<Option> own = [.. options.Where(o => o.Namespace is not null && s_namespaces.Contains(o.Namespace))];
        ColumnstoreOptions.RequireDistinct(own, Canonical);
        foreach (var option in own) _values[Canonical(option)] = option;
    }

    /// <summary>Whether options ask for a continuous aggregate.</summary>
    public static bool AskFor(IEnumerable<Option> options) =>
        options.FirstOrDefault(o => o.Namespace is not null && s_namespaces.Contains(o.Namespace) && o.Name == "continuous") is { } continuous && Flag(continuous);

    /// <summary>The options of the column store, as they are given to the hypertable that keeps the rows.</summary>
    public IReadOnlyList<Option> ColumnStore => [.. _values.Where(v => v.Key is "columnstore" or "segmentby" or "orderby" or "compress_chunk_interval").Select(v => v.Value)];

    /// <summary>Whether an option is given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A boolean option.</summary>
    public bool IsOn(string name, bool missing) =>
        _values.TryGetValue(name, out var option) ? Flag(option) : missing;

    /// <summary>An option's text; null where it is not given.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var option) ? option.Value?.Text ?? throw ColumnstoreErrors.ValueMissing(option.FullName) : null;

    /// <summary>The width of chunks; null where it is not given.</summary>
    /// <param name="type">The type of buckets.</param>
    /// <param name="context">Gets warnings.</param>
    public long? ChunkInterval(SqlType type, FunctionContext context)
    {
        if (Text("chunk_interval") is not { } text) return null;
        try
        {
            return ChunkIntervals.Parse(text, type, context);
        }
        catch (SqlException failure) when (failure.State == SqlState.InvalidDatetimeFormat)
        {
            throw HypertableErrors.InvalidOption(_values["chunk_interval"].FullName, text, "interval");
        }
    }

    private static bool Flag(Option option) =>
        option.Value is null || (BooleanSetting.Parse(option.Value.Text) ?? throw HypertableErrors.InvalidOption(option.FullName, option.Value.Text, "bool"));

    private static string Canonical(Option option) => option.Name switch
    {
        "continuous" or "materialized_only" or "create_group_indexes" or "finalized" or "chunk_interval" or "invalidate_using" => option.Name,
        "columnstore" or "enable_columnstore" or "compress" => "columnstore",
        "segmentby" or "segment_by" or "compress_segmentby" => "segmentby",
        "orderby" or "order_by" or "compress_orderby" => "orderby",
        "compress_chunk_time_interval" or "compress_chunk_interval" => "compress_chunk_interval",
        _ => throw RollupErrors.UnknownOption($"{option.FullName}"),
    };
}
