using System.Globalization;

namespace Tidemark.Engine.Functions;

/// <summary>Places in arrays as the steps of a path give them: as text.</summary>
internal static class JsonPlaces
{
    /// <summary>The integer that a step is, with spaces before it and a sign.</summary>
    public static bool TryParse(ReadOnlySpan<byte> step, out int place) =>
        int.TryParse(step, NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out place);
}
