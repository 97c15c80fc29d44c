using System.Buffers.Text;
using System.Text;
using Tidemark.Storage;
using Tidemark.Tsbs.Data;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Benchmarks.Sizes;

/// <summary>A table of a data set cut into chunks of twelve hours, as columns in the order of arrival.</summary>
internal sealed class DataTable
{
    private const long ChunkMicroseconds = 12L * 3600 * 1_000_000;
    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks / 10;

    private DataTable(string[] names, ChunkLayout layout)
    {
        Names = names;
        Layout = layout;
    }

    public string[] Names { get; }

    /// <summary>Sorted as by the benchmark's index: by series, then by time descending.</summary>
    public ChunkLayout Layout { get; }

    public List<(Vector[] Columns, int Rows)> Chunks { get; } = [];

    public int Rows { get; private set; }

    /// <summary>Takes the data set's COPY text apart.</summary>
    public static DataTable Read(TableData table)
    {
        var names = table.Columns.Split(", ");
        var types = names.Select(TypeOf).ToArray();
        var result = new DataTable(names, new ChunkLayout(
            [.. types.Select((type, i) => new ColumnLayout(i, type))],
            [new SortColumn(1, Descending: false, NullsFirst: false), new SortColumn(0, Descending: true, NullsFirst: true)]));
        var source = table.Part(0, 1);
        var buffer = new byte[1 << 20];
        var builders = NewBuilders(types);
        var chunk = long.MinValue;
        while (true)
        {
            var length = source.Fill(buffer, int.MaxValue, out var rows);
            if (rows == 0) break;
            var text = buffer.AsSpan(0, length);
            while (!text.IsEmpty)
            {
                var end = text.IndexOf((byte)'\n');
                var time = Time(text);
                var next = time / ChunkMicroseconds;
                if (next != chunk && builders[0].Length > 0)
                {
                    result.Add(builders);
                    builders = NewBuilders(types);
                }

                chunk = next;
                Append(builders, text[..end], time);
                text = text[(end + 1)..];
            }
        }

        result.Add(builders);
        return result;
    }

    private static SqlType TypeOf(string column) => column switch
    {
        "time" => SqlTypes.TimestampTz,
        "hostname" or "name" => SqlTypes.Text,
        "tags_id" => SqlTypes.Int4,
        _ => SqlTypes.Float8,
    };

    private static VectorBuilder[] NewBuilders(SqlType[] types) => [.. types.Select(VectorBuilder (type) => type.Physical switch
    {
        PhysicalType.Int64 => new FixedVectorBuilder<long>(type),
        PhysicalType.Int32 => new FixedVectorBuilder<int>(type),
        PhysicalType.Bytes => new BytesVectorBuilder(type),
        _ => new FixedVectorBuilder<double>(type),
    })];

    private static void Append(VectorBuilder[] builders, ReadOnlySpan<byte> row, long time)
    {
        for (var column = 0; column < builders.Length; column++)
        {
            var end = row.IndexOf((byte)'\t');
            var field = end < 0 ? row : row[..end];
            switch (builders[column])
            {
                case FixedVectorBuilder<long> times:
                    times.Append(time);
                    break;
                case FixedVectorBuilder<int> integers:
                    integers.Append(Utf8Parser.TryParse(field, out int number, out _) ? number : throw NotRead(field));
                    break;
                case BytesVectorBuilder texts:
                    texts.Append(field);
                    break;
                case FixedVectorBuilder<double> doubles:
                    doubles.Append(Utf8Parser.TryParse(field, out double value, out _) ? value : throw NotRead(field));
                    break;
            }

            row = row[(end + 1)..];
        }
    }

    private static InvalidDataException NotRead(ReadOnlySpan<byte> field) => new($"the generator wrote \"{Encoding.UTF8.GetString(field)}\"");

    // As in 2016-01-01 00:00:00+00.
    private static long Time(ReadOnlySpan<byte> text)
    {
        var instant = new DateTime(Number(text[..4]), Number(text[5..7]), Number(text[8..10]), Number(text[11..13]), Number(text[14..16]), Number(text[17..19]), DateTimeKind.Utc);
        return (instant.Ticks / 10) - Epoch;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits) number = (number * 10) + digit - '0';
        return number;
    }

    private void Add(VectorBuilder[] builders)
    {
        var rows = builders[0].Length;
        Chunks.Add(([.. builders.Select(b => b.Detach())], rows));
        Rows += rows;
    }
}
