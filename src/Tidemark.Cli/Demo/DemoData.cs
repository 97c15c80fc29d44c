using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tidemark.Cli.Demo;

/// <summary>
/// A month of readings in COPY's text form, in the order of time: temperature follows the day, each sensor with a level and a phase of its own, and humidity goes
/// against it. The same seed gives the same values; only the dates follow the clock.
/// </summary>
internal sealed class DemoData
{
    public const int Sensors = 500;
    public const int Days = 30;
    public const int Minutes = 5;
    public const int Steps = Days * 24 * 60 / Minutes;
    public const long Rows = (long)Sensors * Steps;

    private const int MaxRowBytes = 64;

    private static readonly string[] Sites = ["harbour", "lighthouse", "pier", "marsh", "dunes"];

    private readonly DateTime _start;
    private readonly double[] _level = new double[Sensors];
    private readonly double[] _sine = new double[Sensors];
    private readonly double[] _cosine = new double[Sensors];
    private ulong _random = 0x9E3779B97F4A7C15;
    private int _step;
    private int _sensor;

    /// <summary>Readings of the thirty days before a moment.</summary>
    public DemoData(DateTime end)
    {
        _start = end.AddMinutes(-(double)Minutes * Steps);
        for (var i = 0; i < Sensors; i++)
        {
            _level[i] = 12 + (Random() * 10);
            var phase = (Random() - 0.5) * 1.5;
            _sine[i] = Math.Sin(phase) * 6;
            _cosine[i] = Math.Cos(phase) * 6;
        }
    }

    /// <summary>The sensors as rows of COPY's text form.</summary>
    public static byte[] SensorRows()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Sensors; i++) text.Append(CultureInfo.InvariantCulture, $"{i + 1}\tsensor-{i + 1:000}\t{Sites[i % Sites.Length]}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Fills a buffer with the next rows.</summary>
    /// <param name="target">The buffer, of a hundred bytes at least.</param>
    /// <param name="rows">How many rows it took.</param>
    /// <returns>The bytes written; 0 when all rows have been given.</returns>
    public int Fill(Span<byte> target, out int rows)
    {
        rows = 0;
        var used = 0;
        Span<byte> time = stackalloc byte[32];
        while (_step < Steps && target.Length - used >= MaxRowBytes)
        {
            _start.AddMinutes(_step * Minutes).TryFormat(time, out var timeLength, "yyyy-MM-dd HH:mm:ss+00\t", CultureInfo.InvariantCulture);
            var angle = 2 * Math.PI * _step * Minutes / (24 * 60);
            var (sine, cosine) = Math.SinCos(angle);
            for (; _sensor < Sensors && target.Length - used >= MaxRowBytes; _sensor++, rows++)
            {
                var temperature = _level[_sensor] + (sine * _cosine[_sensor]) + (cosine * _sine[_sensor]) + Random();
                var humidity = Math.Clamp(95 - (1.8 * temperature) + (8 * Random()), 0, 100);
                time[..timeLength].CopyTo(target[used..]);
                used += timeLength;
                Utf8Formatter.TryFormat(_sensor + 1, target[used..], out var length);
                used += length;
                used += Hundredths(temperature, (byte)'\t', target[used..]);
                used += Hundredths(humidity, (byte)'\t', target[used..]);
                target[used++] = (byte)'\n';
            }

            if (_sensor < Sensors) break;
            _sensor = 0;
            _step++;
        }

        return used;
    }

    // A separator and a number with two digits behind the point.
    private static int Hundredths(double value, byte separator, Span<byte> target)
    {
        var scaled = (int)Math.Round(value * 100);
        var used = 0;
        target[used++] = separator;
        if (scaled < 0) target[used++] = (byte)'-';
        var (whole, part) = Math.DivRem(Math.Abs(scaled), 100);
        Utf8Formatter.TryFormat(whole, target[used..], out var length);
        used += length;
        target[used++] = (byte)'.';
        target[used++] = (byte)('0' + (part / 10));
        target[used++] = (byte)('0' + (part % 10));
        return used;
    }

    // xorshift64* (Marsaglia 2003, Vigna 2016), as a number from 0 to 1.
    private double Random()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return (_random * 0x2545F4914F6CDD1D >> 11) * (1.0 / (1UL << 53));
    }
}
