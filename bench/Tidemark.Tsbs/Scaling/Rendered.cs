using System.Globalization;
using System.Text;

namespace Tidemark.Tsbs.Scaling;

/// <summary>Rows of time, sensor and value in COPY's text form, made before anything is timed.</summary>
internal static class Rendered
{
    public static byte[] Text(int rows, Func<int, DateTime> time)
    {
        var text = new StringBuilder(rows * 48);
        for (var row = 0; row < rows; row++) text.Append(CultureInfo.InvariantCulture, $"{time(row):yyyy-MM-dd HH:mm:ss.ffffff}+00\t{row % 1000}\t{row % 977 / 10.0}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
