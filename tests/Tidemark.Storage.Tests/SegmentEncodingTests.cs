using FsCheck;
using FsCheck.Fluent;
using Tidemark.Testing.Files;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;
using Interval = Tidemark.Types.Interval;

namespace Tidemark.Storage.Tests;

/// <summary>Columns of every physical type, through a segment file and back, bit by bit.</summary>
public class SegmentEncodingTests
{
    private static readonly SqlType[] Types =
    [
        SqlTypes.Bool, SqlTypes.Int2, SqlTypes.Int4, SqlTypes.Int8, SqlTypes.Float4, SqlTypes.Float8, SqlTypes.Interval, SqlTypes.Uuid, SqlTypes.Text, SqlTypes.Bytea, SqlTypes.Numeric,
        SqlTypes.Date, SqlTypes.TimestampTz, SqlTypes.Jsonb,
    ];

    [Fact]
    public void Columns_of_every_type_come_back_bit_by_bit()
    {
        var cases = from seed in Gen.Choose(0, int.MaxValue)
                    from rows in Gen.OneOf(Gen.Choose(1, 70), Gen.Choose(1, 5000), Gen.Elements(2047, 2048, 2049, 4096))
                    from kind in Gen.Choose(0, 3)
                    from nulls in Gen.Elements(0, 0, 3, 50, 100)
                    select (seed, rows, kind, nulls);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(cases.ToArbitrary(), c =>
        {
            foreach (var type in Types) RoundTrip(type, new Random(c.seed), c.rows, c.kind, c.nulls);
        }));
    }

    [Fact]
    public void Nothing_takes_more_than_its_raw_size_and_what_describes_it()
    {
        foreach (var type in Types)
        {
            for (var kind = 0; kind < 4; kind++)
            {
                const int Rows = 8192;
                var column = Column(type, new Random(kind), Rows, kind, nulls: 0, out var rawBytes);
                foreach (var effort in Enum.GetValues<EncodingEffort>())
                {
                    var writer = new SegmentWriter();
                    writer.Encode(1, Layout(type), [column], Rows, null, effort, out _);
                    Assert.True(writer.Image.Length <= rawBytes + (rawBytes / 100) + 512, $"{type}, kind {kind}, {effort}: {writer.Image.Length} bytes for {rawBytes}");
                }
            }
        }
    }

    private static ChunkLayout Layout(SqlType type) => new([new ColumnLayout(1, type)], []);

    private static void RoundTrip(SqlType type, Random random, int rows, int kind, int nulls)
    {
        var column = Column(type, random, rows, kind, nulls, out _);
        var files = new SimulatedFileSystem();
        foreach (var effort in Enum.GetValues<EncodingEffort>())
        {
            var meta = new SegmentWriter().Write(files, "/" + SegmentFormat.FileName(7), 7, Layout(type), [column], rows, null, effort, out _);
            var unit = new SegmentUnit(meta, new SegmentSource(files, "/", new BlockCache(long.MaxValue)));
            var reader = ColumnReader.Create(type, new Decoders());
            for (var block = 0; block < BlockFormat.BlockCount(rows); block++)
            {
                var count = BlockFormat.RowsIn(block, rows);
                reader.Decode(unit.Column(0), block, block, count);
                var view = reader.View(0, count);
                for (var i = 0; i < count; i++)
                {
                    var row = (block * BlockFormat.Rows) + i;
                    Assert.Equal(column.IsNull(row), view.IsNull(i));
                    if (!column.IsNull(row)) Assert.True(Bits(column, row).SequenceEqual(Bits(view, i)), $"{type}, row {row} of {rows}, kind {kind}, {effort}");
                }
            }

            unit.Close();
            files.Delete("/" + SegmentFormat.FileName(7));
        }
    }

    private static byte[] Bits(Vector vector, int row) => vector.Type.Physical switch
    {
        PhysicalType.Bool => [VectorAccess.Get<bool>(vector, row) ? (byte)1 : (byte)0],
        PhysicalType.Int16 => BitConverter.GetBytes(VectorAccess.Get<short>(vector, row)),
        PhysicalType.Int32 => BitConverter.GetBytes(VectorAccess.Get<int>(vector, row)),
        PhysicalType.Int64 => BitConverter.GetBytes(VectorAccess.Get<long>(vector, row)),
        PhysicalType.Float32 => BitConverter.GetBytes(VectorAccess.Get<float>(vector, row)),
        PhysicalType.Float64 => BitConverter.GetBytes(VectorAccess.Get<double>(vector, row)),
        PhysicalType.Interval => [.. BitConverter.GetBytes(VectorAccess.Get<Interval>(vector, row).Microseconds), .. BitConverter.GetBytes(VectorAccess.Get<Interval>(vector, row).Days), .. BitConverter.GetBytes(VectorAccess.Get<Interval>(vector, row).Months)],
        PhysicalType.Uuid => [.. BitConverter.GetBytes(VectorAccess.Get<Uuid>(vector, row).High), .. BitConverter.GetBytes(VectorAccess.Get<Uuid>(vector, row).Low)],
        _ => VectorAccess.GetBytes(vector, row).ToArray(),
    };

    // Kinds: random bits, slow changes, few values, special values.
    private static Vector Column(SqlType type, Random random, int rows, int kind, int nulls, out long rawBytes)
    {
        var numbers = new long[rows];
        var walk = random.NextInt64() >> random.Next(64);
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = kind switch
            {
                0 => random.NextInt64() ^ (random.NextInt64() << 1),
                1 => walk += random.Next(-5, 6),
                2 => walk ^ random.Next(3),
                _ => random.Next(5) switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => 0, 3 => random.Next(), _ => -1 },
            };
        }

        double Real(long bits) => kind switch
        {
            0 => BitConverter.Int64BitsToDouble(bits),
            1 => bits % 1_000_000 / 100.0,
            2 => Math.Sqrt(Math.Abs((double)bits)),
            _ => new[] { double.NaN, -0.0, double.PositiveInfinity, double.Epsilon, BitConverter.Int64BitsToDouble(0x7FF0_0000_0000_0001) }[(int)((ulong)bits % 5)],
        };
        bool IsNull() => random.Next(100) < nulls;
        rawBytes = (long)rows * type.Physical switch { PhysicalType.Bool => 1, PhysicalType.Int16 => 2, PhysicalType.Int32 or PhysicalType.Float32 => 4, PhysicalType.Interval or PhysicalType.Uuid => 16, _ => 8 };
        switch (type.Physical)
        {
            case PhysicalType.Bool: return Fixed(type, numbers, n => (n & 1) != 0, IsNull);
            case PhysicalType.Int16: return Fixed(type, numbers, n => (short)n, IsNull);
            case PhysicalType.Int32: return Fixed(type, numbers, n => (int)n, IsNull);
            case PhysicalType.Int64: return Fixed(type, numbers, n => n, IsNull);
            case PhysicalType.Float32: return Fixed(type, numbers, n => kind == 0 ? BitConverter.Int32BitsToSingle((int)n) : (float)Real(n), IsNull);
            case PhysicalType.Float64: return Fixed(type, numbers, Real, IsNull);
            case PhysicalType.Interval: return Fixed(type, numbers, n => new Interval(n, (int)(n >> 7), (int)(n >> 40)), IsNull);
            case PhysicalType.Uuid: return Fixed(type, numbers, n => new Uuid((ulong)n, (ulong)n * 0x9E37_79B9_7F4A_7C15), IsNull);
        }

        var bytes = new BytesVectorBuilder(type);
        foreach (var number in numbers)
        {
            if (IsNull()) bytes.AppendNull();
            else if (type.Kind == TypeKind.Numeric) Numeric.Parse(System.Text.Encoding.ASCII.GetBytes($"{number}.{number & 3}")).Pack(bytes);
            else if (kind == 0) bytes.Append(BitConverter.GetBytes(number).AsSpan(0, random.Next(9)));
            else bytes.Append(System.Text.Encoding.UTF8.GetBytes($"{{\"sensor\":{number % 100},\"\0value\":{number}}}"));
        }

        // What a row store keeps with each value of variable length: its length.
        rawBytes = bytes.DataLength + (rows * 4L);
        return bytes.Detach();
    }

    private static FixedVector<T> Fixed<T>(SqlType type, long[] numbers, Func<long, T> make, Func<bool> isNull)
        where T : unmanaged
    {
        var builder = new FixedVectorBuilder<T>(type);
        foreach (var number in numbers)
        {
            if (isNull()) builder.AppendNull();
            else builder.Append(make(number));
        }

        return (FixedVector<T>)builder.Detach();
    }
}
