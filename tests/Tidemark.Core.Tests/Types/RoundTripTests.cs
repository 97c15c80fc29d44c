using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Tidemark.Types;
using Tidemark.Vectors;
using Calendar = Tidemark.Types.Calendar;
using Interval = Tidemark.Types.Interval;
using Vector = Tidemark.Vectors.Vector;

namespace Tidemark.Core.Tests.Types;

/// <summary>Properties over random values: what is written reads back as the same value, in text and in binary.</summary>
public class RoundTripTests
{
    private static readonly Gen<long> Bits = Gen.Choose(0, 64).SelectMany(size => Gen.Choose(int.MinValue, int.MaxValue).Two().Select(pair =>
        size == 0 ? 0 : (long)(((ulong)(uint)pair.Item1 << 32) | (uint)pair.Item2) >> (64 - size)));

    private static readonly Gen<long> Timestamps = Bits.Select(b => Math.Clamp(b, Calendar.MinTimestamp, Calendar.EndTimestamp - 1));

    private static readonly Gen<Numeric> Numerics = Bits.ListOf().SelectMany(parts => Gen.Choose(0, 300).Select(scale =>
        Numeric.Create(parts.Take(5).Aggregate(BigInteger.Zero, (sum, part) => (sum << 64) + part), scale)));

    private static readonly IntervalStyle[] IntervalStyles = Enum.GetValues<IntervalStyle>();

    [Fact]
    public void Integers_read_back() => Check(Bits, value =>
    {
        AssertRoundTrip(SqlTypes.Int8, Fixed(SqlTypes.Int8, value));
        AssertRoundTrip(SqlTypes.Int4, Fixed(SqlTypes.Int4, (int)value));
        AssertRoundTrip(SqlTypes.Int2, Fixed(SqlTypes.Int2, (short)value));
        AssertRoundTrip(SqlTypes.Oid, Fixed(SqlTypes.Oid, (long)(uint)value));
    });

    [Fact]
    public void Floats_read_back_from_seventeen_digits_at_most() => Check(Bits, bits =>
    {
        foreach (var value in new[] { BitConverter.Int64BitsToDouble(bits), bits / 1000.0, bits / 64.0, (double)(float)bits })
        {
            AssertRoundTrip(SqlTypes.Float8, Fixed(SqlTypes.Float8, value));
            AssertRoundTrip(SqlTypes.Float4, Fixed(SqlTypes.Float4, (float)value));
            if (!double.IsFinite(value)) continue;
            var text = Text(SqlTypes.Float8, Fixed(SqlTypes.Float8, value), FormatSettings.Default);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            Assert.True(Digits(text) <= 17, text);
        }
    });

    [Fact]
    public void Dates_and_times_read_back_in_every_style() => Check(Timestamps, value =>
    {
        foreach (var zone in new[] { "UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe" })
        {
            var settings = FormatSettings.Default with { TimeZone = TimeZoneRules.Get(zone) };
            AssertRoundTrip(SqlTypes.TimestampTz, Fixed(SqlTypes.TimestampTz, value), settings);
            AssertRoundTrip(SqlTypes.Timestamp, Fixed(SqlTypes.Timestamp, value), settings);
        }

        foreach (var style in Enum.GetValues<DateStyle>())
        {
            foreach (var order in Enum.GetValues<DateOrder>())
            {
                // As in PostgreSQL, years of more than four digits read back in ISO order only.
                var settings = FormatSettings.Default with { DateStyle = style, DateOrder = style == DateStyle.German ? DateOrder.Dmy : order };
                if (style != DateStyle.Iso && (order == DateOrder.Ymd || value < -63_000_000_000_000_000 || value > 252_000_000_000_000_000)) continue;
                AssertRoundTrip(SqlTypes.Timestamp, Fixed(SqlTypes.Timestamp, value), settings);
                AssertRoundTrip(SqlTypes.TimestampTz, Fixed(SqlTypes.TimestampTz, value), settings);
                AssertRoundTrip(SqlTypes.Date, Fixed(SqlTypes.Date, Calendar.DayOf(value, out _)), settings);
            }
        }

        AssertRoundTrip(SqlTypes.Time, Fixed(SqlTypes.Time, Math.Abs(value % Calendar.MicrosPerDay)));
    });

    [Fact]
    public void Timestamps_are_those_of_NodaTime() => Check(Gen.Choose(-2_000_000, 2_900_000).Two(), pair =>
    {
        var local = new LocalDateTime(2000, 1, 1, 0, 0).PlusDays(pair.Item1).PlusTicks((long)pair.Item2 * 100_000);
        var micros = (pair.Item1 * Calendar.MicrosPerDay) + (pair.Item2 * 10_000L);
        var text = Text(SqlTypes.Timestamp, Fixed(SqlTypes.Timestamp, micros), FormatSettings.Default);
        if (local.Year is > 0 and < 9999)
        {
            Assert.Equal(local.ToString("uuuu-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture), text);
            var day = Calendar.DayOf(micros, out _);
            Assert.Equal(local.DayOfYear, Calendar.DayOfYear(day));
            Assert.Equal((int)local.DayOfWeek % 7, Calendar.DayOfWeek(day));
            Assert.Equal(ISOWeek.GetWeekOfYear(local.ToDateTimeUnspecified()), Calendar.IsoWeek(day).Week);
        }
    });

    [Fact]
    public void Offsets_are_those_of_NodaTime() => Check(Gen.Elements("America/New_York", "Europe/Berlin", "Pacific/Apia", "Africa/Casablanca", "UTC")
        .SelectMany(zone => Gen.Choose(int.MinValue, int.MaxValue).Select(seconds => (zone, seconds))), pair =>
    {
        var instant = Instant.FromUnixTimeSeconds(pair.seconds * 2L);
        var micros = (pair.seconds * 2_000_000L) - Calendar.UnixEpochMicros;
        var cursor = new ZoneCursor(TimeZoneRules.Get(pair.zone));
        var expected = DateTimeZoneProviders.Tzdb[pair.zone].GetUtcOffset(instant).Seconds;
        Assert.Equal(expected, cursor.OffsetAt(micros));
        Assert.Equal(expected, cursor.OffsetAt(micros + 1));
        Assert.Equal(expected, cursor.Zone.OffsetAt(micros));
        var local = micros + (expected * Calendar.MicrosPerSecond);
        Assert.Equal(cursor.Zone.OffsetAtLocal(local), cursor.OffsetAtLocal(local));
    });

    [Fact]
    public void Intervals_read_back_in_every_style() => Check(Bits.Three(), parts =>
    {
        // A hair's breadth below the limits the styles' texts do not read back in PostgreSQL either.
        var value = new Interval(parts.Item1 / 2, (int)parts.Item2 / 2, (int)parts.Item3 / 2);
        foreach (var style in IntervalStyles)
        {
            if (style == IntervalStyle.Iso8601 && Math.Abs(value.Microseconds) > 1_000_000_000_000_000) continue;
            AssertRoundTrip(SqlTypes.Interval, Fixed(SqlTypes.Interval, value), FormatSettings.Default with { IntervalStyle = style });
        }
    });

    [Fact]
    public void Numerics_read_back_packed_and_sent() => Check(Numerics, value =>
    {
        var builder = new BytesVectorBuilder(SqlTypes.Numeric);
        value.Pack(builder);
        var packed = ((BytesVector)builder.Build())[0];
        var again = Numeric.Unpack(packed);
        Assert.Equal(value.UnscaledValue, again.UnscaledValue);
        Assert.Equal(value.Scale, again.Scale);
        AssertRoundTrip(SqlTypes.Numeric, builder.Build());
    });

    [Fact]
    public void Numeric_arithmetic_is_that_of_big_integers() => Check(Numerics.Two(), pair =>
    {
        var (a, b) = pair;
        var scale = Math.Max(a.Scale, b.Scale);
        var x = a.UnscaledValue * BigInteger.Pow(10, scale - a.Scale);
        var y = b.UnscaledValue * BigInteger.Pow(10, scale - b.Scale);
        Assert.Equal((x + y, scale), ((a + b).UnscaledValue, (a + b).Scale));
        Assert.Equal((x - y, scale), ((a - b).UnscaledValue, (a - b).Scale));
        Assert.Equal((a.UnscaledValue * b.UnscaledValue, a.Scale + b.Scale), ((a * b).UnscaledValue, (a * b).Scale));
        Assert.Equal(x.CompareTo(y), a.CompareTo(b));
        if (b.IsZero) return;
        Assert.Equal(BigInteger.Remainder(x, y), (a % b).UnscaledValue);
        Assert.Equal(BigInteger.Divide(x, y), Numeric.DivideTruncated(a, b).UnscaledValue);

        // The quotient is within half a unit of its last digit.
        var quotient = a / b;
        var error = BigInteger.Abs((x * BigInteger.Pow(10, quotient.Scale)) - (quotient.UnscaledValue * y)) * 2;
        Assert.True(error <= BigInteger.Abs(y));
    });

    [Fact]
    public void Numeric_order_and_hash_ignore_the_scale() => Check(Numerics.SelectMany(n => Gen.Choose(0, 60).Select(zeros => (n, zeros))), pair =>
    {
        var wider = Numeric.Create(pair.n.UnscaledValue * BigInteger.Pow(10, pair.zeros), pair.n.Scale + pair.zeros);
        var builder = new BytesVectorBuilder(SqlTypes.Numeric);
        pair.n.Pack(builder);
        wider.Pack(builder);
        (wider + new Numeric(1)).Pack(builder);
        var packed = (BytesVector)builder.Build();
        Assert.Equal(0, Numeric.Compare(packed[0], packed[1]));
        Assert.True(Numeric.AreEqual(packed[0], packed[1]));
        Assert.Equal(Numeric.HashOf(packed[0]), Numeric.HashOf(packed[1]));
        Assert.Equal(pair.n.Hash, wider.Hash);
        Assert.True(Numeric.Compare(packed[0], packed[2]) < 0);
        Assert.False(Numeric.AreEqual(packed[0], packed[2]));
        Assert.Equal(pair.n.UnscaledValue, wider.TrimScale().UnscaledValue * BigInteger.Pow(10, Math.Max(pair.n.Scale - wider.TrimScale().Scale, 0)));
    });

    [Fact]
    public void Numerics_agree_with_decimals() => Check(Bits.SelectMany(b => Gen.Choose(0, 12).Select(scale => new decimal((int)b, (int)(b >> 32) & 0xffff, 0, b < 0, (byte)scale))), value =>
    {
        var numeric = Numeric.FromDecimal(value);
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture).Replace("-0", "0", StringComparison.Ordinal).TrimStart('-'), numeric.ToString().TrimStart('-'));
        Assert.Equal(Math.Round(value, 3, MidpointRounding.AwayFromZero).ToString("F3", CultureInfo.InvariantCulture).TrimStart('-'), Numeric.Round(numeric, 3).ToString().TrimStart('-'));
        Assert.Equal(decimal.Floor(value), decimal.Parse(Numeric.Floor(numeric).ToString(), CultureInfo.InvariantCulture));
        Assert.Equal(decimal.Ceiling(value), decimal.Parse(Numeric.Ceiling(numeric).ToString(), CultureInfo.InvariantCulture));
    });

    [Fact]
    public void Strings_and_bytes_read_back_alone_and_in_arrays() => Check(ArbMap.Default.GeneratorFor<string>().ListOf(), list =>
    {
        var texts = new ArrayBuilder(SqlTypes.Text);
        var bytes = new BytesVectorBuilder(SqlTypes.Bytea);
        foreach (var item in list)
        {
            var utf8 = Encoding.UTF8.GetBytes((item ?? "NULL").Replace("\0", "", StringComparison.Ordinal));
            if (item is { Length: 3 }) texts.Elements.AppendNull();
            else ((BytesVectorBuilder)texts.Elements).Append(utf8);
            bytes.Append(utf8);
        }

        var arrays = new BytesVectorBuilder(SqlTypes.ArrayOf(SqlTypes.Text)!);
        texts.Write(arrays);
        AssertRoundTrip(arrays.Type, arrays.Build());
        AssertRoundTrip(SqlTypes.Bytea, bytes.Build());
        AssertRoundTrip(SqlTypes.Bytea, bytes.Build(), FormatSettings.Default with { ByteaOutput = ByteaOutput.Escape });
        AssertRoundTrip(SqlTypes.Text, bytes.Build());
        foreach (var row in Enumerable.Range(0, bytes.Length))
        {
            // A string survives jsonb, and canonical text is canonical.
            var json = new BytesVectorBuilder(SqlTypes.Jsonb);
            var writer = new JsonbWriter(json);
            writer.BeginObject();
            writer.Key("b"u8);
            writer.String(((BytesVector)bytes.Build())[row]);
            writer.Key(((BytesVector)bytes.Build())[row]);
            writer.Number(new Numeric(row));
            writer.EndObject();
            json.EndValue();
            AssertRoundTrip(SqlTypes.Jsonb, json.Build());
        }
    });

    [Fact]
    public void Uuids_read_back() => Check(Bits.Two(), pair => AssertRoundTrip(SqlTypes.Uuid, Fixed(SqlTypes.Uuid, new Uuid((ulong)pair.Item1, (ulong)pair.Item2))));

    private static void Check<T>(Gen<T> generator, Action<T> property) =>
        Prop.ForAll(generator.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static int Digits(string text) => text.Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(c => c == '0').Count();

    private static Vector Fixed<T>(SqlType type, T value)
        where T : unmanaged
    {
        var builder = new FixedVectorBuilder<T>(type);
        builder.Append(value);
        return builder.Build();
    }

    private static string Text(SqlType type, Vector values, FormatSettings settings)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text);
        TypeCodec.For(type).FormatText(values, text, settings);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }

    private static void AssertRoundTrip(SqlType type, Vector values, FormatSettings? settings = null)
    {
        settings ??= FormatSettings.Default;
        var codec = TypeCodec.For(type);
        var text = new BytesVectorBuilder(SqlTypes.Text);
        codec.FormatText(values, text, settings);
        var fromText = VectorBuilder.Create(type);
        var texts = (BytesVector)text.Build();
        codec.ParseText(texts.Data, Ranges(texts), fromText, settings);
        AssertSame(values, fromText.Build(), texts);

        var binary = new BytesVectorBuilder(SqlTypes.Bytea);
        codec.WriteBinary(values, binary);
        var fromBinary = VectorBuilder.Create(type);
        var binaries = (BytesVector)binary.Build();
        codec.ReadBinary(binaries.Data, Ranges(binaries), fromBinary);
        AssertSame(values, fromBinary.Build(), texts);
    }

    private static FieldRange[] Ranges(BytesVector vector) => [.. Enumerable.Range(0, vector.Length)
        .Select(row => vector.IsNull(row) ? FieldRange.Null : new FieldRange(vector.Offsets[row], vector.Offsets[row + 1] - vector.Offsets[row]))];

    private static void AssertSame(Vector expected, Vector actual, BytesVector texts)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected.IsNull(row), actual.IsNull(row));
            if (expected.IsNull(row)) continue;
            Assert.True(ValueComparison.AreEqual(expected, row, actual, row), Encoding.UTF8.GetString(texts[row]));
            Assert.Equal(ValueComparison.Hash(expected, row), ValueComparison.Hash(actual, row));
        }
    }
}
