using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Catalog.SystemTables;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Engine.TimeSeries.Information;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.ColumnStore;

/// <summary>The views on settings of the column store, those of hypertables and those that chunks were converted with.</summary>
internal static class ColumnstoreViews
{
    private const string HypertableColumns = "hypertable regclass, segmentby text, orderby text, compress_interval_length text, index jsonb";
    private const string ChunkColumns = "hypertable regclass, chunk regclass, segmentby text, orderby text, index jsonb";

    /// <summary>The views.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(14_111, "timescaledb_information.compression_settings",
            "hypertable_schema name, hypertable_name name, attname name, segmentby_column_index int2, orderby_column_index int2, orderby_asc bool, orderby_nullsfirst bool", FillColumns, isView: true);
        yield return SystemTable.Define(14_112, "timescaledb_information.hypertable_columnstore_settings", HypertableColumns, FillHypertables, isView: true);
        yield return SystemTable.Define(14_113, "timescaledb_information.hypertable_compression_settings", HypertableColumns, FillHypertables, isView: true);
        yield return SystemTable.Define(14_114, "timescaledb_information.chunk_columnstore_settings", ChunkColumns, FillChunks, isView: true);
        yield return SystemTable.Define(14_115, "timescaledb_information.chunk_compression_settings", ChunkColumns, FillChunks, isView: true);
    }

    private static void FillColumns(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context).Where(t => t.Hypertable!.HasColumnstore))
        {
            var settings = table.Hypertable!.Columnstore!;
            var place = 0;
            foreach (var column in settings.SegmentBy ?? []) rows.Add(table.Schema).Add(table.Name).Add(table.Columns[column - 1].Name).Add(++place).Null(3).End();
            place = 0;
            foreach (var order in settings.OrderBy ?? [])
            {
                rows.Add(table.Schema).Add(table.Name).Add(table.Columns[order.Column - 1].Name).Null().Add(++place).Add(!order.Descending).Add(order.NullsFirst).End();
            }
        }
    }

    private static void FillHypertables(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            var settings = table.Hypertable!.Columnstore ?? new Columnstore();
            rows.Add(table.Oid).Add(settings.SegmentBy is { } segmentBy ? ColumnstoreText.Print(segmentBy, table) : null).Add(settings.OrderBy is { } orderBy ? ColumnstoreText.Print(orderBy, table) : null);
            rows.Add(settings.ChunkInterval == 0 ? null : Width(settings.ChunkInterval, table)).Add(settings.Indexes is null ? null : SparseIndexes.Json(settings.Indexes, settings.OrderBy ?? [], table)).End();
        }
    }

    private static void FillChunks(FunctionContext context, SystemRows rows)
    {
        foreach (var table in ChunkFacts.Hypertables(context))
        {
            foreach (var chunk in ChunkFacts.Chunks(table, context))
            {
                if (chunk.Columnstore is not { } settings) continue;
                rows.Add(table.Oid).Add(chunk.Oid).Add(settings.SegmentBy.IsEmpty && !settings.IsSegmentByGiven ? null : ColumnstoreText.Print(settings.SegmentBy, table))
                    .Add(settings.OrderBy.IsEmpty ? null : ColumnstoreText.Print(settings.OrderBy, table)).Add(SparseIndexes.Json(settings.Indexes.IsEmpty ? null : settings.Indexes, settings.OrderBy, table)).End();
            }
        }
    }

    private static string Width(long width, Table table)
    {
        if (!ChunkIntervals.IsTime(ChunkFacts.DividedTypeOf(table.Hypertable!.TimeDimension, table))) return $"{width}";
        var value = (FixedVectorBuilder<Interval>)VectorBuilder.Create(SqlTypes.Interval, 1);
        value.Append(ChunkFacts.ToInterval(width));
        var text = (BytesVectorBuilder)VectorBuilder.Create(SqlTypes.Text, 1);
        TypeCodec.For(SqlTypes.Interval).FormatText(value.Build(), text, FormatSettings.Default);
        return Encoding.UTF8.GetString(VectorAccess.GetBytes(text.Build(), 0));
    }
}
