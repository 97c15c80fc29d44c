using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>The options of the column store that ALTER TABLE ... SET and CREATE TABLE ... WITH give, under one name each of their many.</summary>
internal sealed record ColumnstoreOptions
{
    private const string AlterHint =
        "Valid timescaledb parameters are: chunk_interval, compress, compress_segmentby, compress_orderby, compress_chunk_interval, compress_index";

    /// <summary>columnstore; null where nothing is said.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>segmentby.</summary>
    public string? SegmentBy { get; init; }

    /// <summary>orderby.</summary>
    public string? OrderBy { get; init; }

    /// <summary>sparse_index.</summary>
    public string? Index { get; init; }

    /// <summary>compress_chunk_interval.</summary>
    public Interval? ChunkInterval { get; init; }

    /// <summary>The one name of an option; null for what is none of the column store's.</summary>
    public static string? Canonical(string name) => name switch
    {
        "compress" or "columnstore" or "enable_columnstore" => "columnstore",
        "segmentby" or "segment_by" or "compress_segmentby" => "segmentby",
        "orderby" or "order_by" or "compress_orderby" => "orderby",
        "sparse_index" or "index" or "compress_index" or "compress_sparse_index" => "sparse_index",
        "compress_chunk_interval" or "compress_chunk_time_interval" => "compress_chunk_interval",
        _ => null,
    };

    /// <summary>Reads the options of the column store among others; 22023 for a value that an option does not take.</summary>
    public static ColumnstoreOptions Read(IEnumerable<Option> options, SessionContext session)
    {
        var read = new ColumnstoreOptions();
        foreach (var option in options)
        {
            read = Canonical(option.Name) switch
            {
                "columnstore" => read with { IsEnabled = Flag(option) },
                "segmentby" => read with { SegmentBy = Text(option) },
                "orderby" => read with { OrderBy = Text(option) },
                "sparse_index" => read with { Index = Text(option) },
                "compress_chunk_interval" => read with { ChunkInterval = ReadInterval(option, session) },
                _ => read,
            };
        }

        return read;
    }

    /// <summary>42P08 where an option is given twice, be it under two of its names.</summary>
    public static void RequireDistinct(IReadOnlyList<Option> options, Func<Option, string> canonical)
    {
        var seen = new HashSet<string>();
        foreach (var option in options)
        {
            if (!seen.Add(canonical(option))) throw new SqlException(new SqlError { State = SqlState.AmbiguousParameter, Message = $"duplicate parameter \"{option.FullName}\"" });
        }
    }

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => this == new ColumnstoreOptions();

    /// <summary>22023: an option that ALTER TABLE does not know.</summary>
    public static SqlException Unknown(Option option) =>
        new(new SqlError { State = SqlState.InvalidParameterValue, Message = $"unrecognized parameter \"{option.FullName}\"", Hint = AlterHint });

    /// <summary>Gives a hypertable these settings, in the session's transaction.</summary>
    /// <returns>The hypertable with them.</returns>
    public Table Apply(Table table, SessionContext session)
    {
        var before = table.Hypertable!.Columnstore ?? new Columnstore();
        var isConverted = session.Catalog.ChunksOf(table.Oid).All.Any(c => c.Columnstore is not null);
        if (IsEnabled == false)
        {
            if (isConverted) throw ColumnstoreErrors.HasConvertedChunks();
            return Put(table, new Columnstore { ChunkInterval = before.ChunkInterval }, session);
        }

        var after = before.IsEnabled ? before : before with { IsEnabled = true, CompanionId = session.Database.NextHypertableId() };
        if (SegmentBy is not null) after = after with { SegmentBy = ColumnstoreText.ReadSegmentBy(SegmentBy, table) };
        if (OrderBy is not null) after = after with { OrderBy = ColumnstoreText.ReadOrderBy(OrderBy, after.SegmentBy ?? [], table) };
        if (after.OrderBy?.FirstOrDefault(o => after.SegmentBy?.Contains(o.Column) ?? false) is { } both) throw ColumnstoreErrors.InBoth(table.Columns[both.Column - 1].Name);
        if (Index is not null)
        {
            if (after.OrderBy is not { } order) throw ColumnstoreErrors.IndexWithoutOrder();
            after = after with { Indexes = SparseIndexes.Read(Index, table, after.SegmentBy ?? [], order) };
        }

        var time = table.Hypertable.TimeDimension;
        if (ChunkInterval is { } width)
        {
            after = after with { ChunkInterval = (long)width.Span };
            if (after.ChunkInterval % time.Interval != 0) session.Notice(ColumnstoreErrors.NotMultiple());
        }

        if (after.ChunkInterval > 0 && after.OrderBy?[0].Column != time.Column) session.Notice(ColumnstoreErrors.TimeNotFirst());
        if (isConverted && (SegmentBy is not null || OrderBy is not null || Index is not null)) session.Notice(ColumnstoreErrors.SettingsForFuture());
        return Put(table, after, session);
    }

    /// <summary>RESET: what was said about segmentby or orderby is forgotten.</summary>
    public static void Reset(Table table, IReadOnlyList<Option> options, SessionContext session)
    {
        var settings = table.Hypertable!.Columnstore ?? new Columnstore();
        foreach (var option in options)
        {
            settings = Canonical(option.Name) switch
            {
                "segmentby" => settings with { SegmentBy = null },
                "orderby" => settings with { OrderBy = null, Indexes = null },
                "sparse_index" => settings with { Indexes = null },
                null when option.Name != "chunk_interval" => throw Unknown(option),
                _ => throw ColumnstoreErrors.CannotReset(),
            };
        }

        Put(table, settings, session);
    }

    private static Table Put(Table table, Columnstore settings, SessionContext session)
    {
        table = table with { Hypertable = table.Hypertable! with { Columnstore = settings } };
        session.Transaction.Put(table);
        return table;
    }

    private static bool Flag(Option option) =>
        option.Value is null || (BooleanSetting.Parse(option.Value.Text) ?? throw HypertableErrors.InvalidOption(option.FullName, option.Value.Text, "bool"));

    private static string Text(Option option) => option.Value?.Text ?? throw ColumnstoreErrors.ValueMissing(option.FullName);

    private static Interval ReadInterval(Option option, SessionContext session)
    {
        var text = Text(option);
        var builder = VectorBuilder.Create(SqlTypes.Interval, 1);
        try
        {
            TypeCodec.For(SqlTypes.Interval).ParseText(Encoding.UTF8.GetBytes(text), builder, new StatementContext(session).Format);
        }
        catch (SqlException)
        {
            throw HypertableErrors.InvalidOption(option.FullName, text, "interval");
        }

        return VectorAccess.Get<Interval>(builder.Build(), 0);
    }
}
