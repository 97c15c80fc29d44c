using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Storage.Tests;

/// <summary>A small table for tests: time, sensor (text), value (float8), note (text, often null); sorted by sensor and time.</summary>
internal static class TestTable
{
    public const int Time = 1, Sensor = 2, Value = 3, Note = 4;

    public static ChunkLayout Layout { get; } = new(
        [new ColumnLayout(Time, SqlTypes.TimestampTz), new ColumnLayout(Sensor, SqlTypes.Text), new ColumnLayout(Value, SqlTypes.Float8), new ColumnLayout(Note, SqlTypes.Text)],
        [new SortColumn(Sensor, false, false), new SortColumn(Time, true, false)]);

    /// <summary>Rows from <paramref name="first"/> on: row i has time i, sensor i % 10, value i / 4, and a note where i is a multiple of 3.</summary>
    public static Batch Rows(int first, int count)
    {
        var time = new FixedVectorBuilder<long>(SqlTypes.TimestampTz);
        var sensor = new BytesVectorBuilder(SqlTypes.Text);
        var value = new FixedVectorBuilder<double>(SqlTypes.Float8);
        var note = new BytesVectorBuilder(SqlTypes.Text);
        for (var i = first; i < first + count; i++)
        {
            time.Append(i);
            sensor.Append(Encoding.UTF8.GetBytes($"sensor-{i % 10}"));
            value.Append(i / 4.0);
            if (i % 3 == 0) note.Append(Encoding.UTF8.GetBytes($"note {i}"));
            else note.AppendNull();
        }

        return new Batch([time.Detach(), sensor.Detach(), value.Detach(), note.Detach()], count);
    }

    /// <summary>The row with this time as text, as <see cref="Read"/> gives it.</summary>
    public static string Row(int i) => $"{i}|sensor-{i % 10}|{i / 4.0}|{(i % 3 == 0 ? $"note {i}" : "null")}";

    public static List<string> Expect(IEnumerable<int> rows) => [.. rows.Order().Select(Row)];

    /// <summary>All rows of a chunk by time, as text.</summary>
    public static List<string> Read(ChunkView view, ScanRequest? request = null)
    {
        request ??= new ScanRequest { ColumnIds = [Time, Sensor, Value, Note] };
        var rows = new List<(long Time, string Text)>();
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                Assert(batch.Length > 0 && batch.RawLength <= request.BatchRows);
                for (var row = 0; row < batch.Length; row++)
                {
                    var text = new StringBuilder();
                    for (var c = 0; c < batch.ColumnCount; c++) text.Append(c == 0 ? "" : "|").Append(Text(batch.Column(c), row));
                    rows.Add((VectorAccess.Get<long>(batch.Column(0), row), text.ToString()));
                }
            }
        }

        return [.. rows.OrderBy(r => r.Time).Select(r => r.Text)];
    }

    /// <summary>The ids of the rows that pass a filter.</summary>
    public static long[] RowIds(ChunkView view, params ColumnFilter[] filters)
    {
        var request = new ScanRequest { ColumnIds = [], Filters = [.. filters], RowIds = true };
        var ids = new List<long>();
        using var scanner = new ChunkScanner(request);
        var batch = new Batch();
        foreach (var morsel in view.Morsels(request))
        {
            scanner.Start(morsel);
            while (scanner.Next(batch))
            {
                for (var row = 0; row < batch.Length; row++) ids.Add(VectorAccess.Get<long>(batch.Column(0), row));
            }
        }

        return [.. ids];
    }

    public static ColumnFilter TimeBetween(long low, long high) => ColumnFilter.Range(Time, Timestamp(low), true, Timestamp(high), true);

    public static Vector Timestamp(long value) => new FixedVector<long>(SqlTypes.TimestampTz, [value], 1);

    public static Vector TextValue(string value)
    {
        var builder = new BytesVectorBuilder(SqlTypes.Text);
        builder.Append(Encoding.UTF8.GetBytes(value));
        return builder.Detach();
    }

    private static string Text(Vector column, int row)
    {
        if (column.IsNull(row)) return "null";
        return column.Type.Physical switch
        {
            PhysicalType.Int64 => VectorAccess.Get<long>(column, row).ToString(),
            PhysicalType.Int32 => VectorAccess.Get<int>(column, row).ToString(),
            PhysicalType.Float64 => VectorAccess.Get<double>(column, row).ToString(),
            _ => Encoding.UTF8.GetString(VectorAccess.GetBytes(column, row)),
        };
    }

    private static void Assert(bool holds) => Xunit.Assert.True(holds);
}
