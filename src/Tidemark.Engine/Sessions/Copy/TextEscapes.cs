namespace Tidemark.Engine.Sessions.Copy;

/// <summary>The backslash escapes of the text format.</summary>
internal static class TextEscapes
{
    /// <summary>Undoes the escapes of a field in place; what comes out is never longer.</summary>
    /// <returns>The new length.</returns>
    public static int Undo(Span<byte> field)
    {
        var to = 0;
        for (var from = 0; from < field.Length; from++)
        {
            var next = field[from];
            if (next != '\\')
            {
                field[to++] = next;
                continue;
            }

            // A backslash that escapes nothing is nothing.
            if (from + 1 == field.Length) break;
            next = field[++from];
            field[to++] = next switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'v' => (byte)'\v',
                >= (byte)'0' and <= (byte)'7' => Digits(field, ref from, 8, 3),
                (byte)'x' when from + 1 < field.Length && char.IsAsciiHexDigit((char)field[from + 1]) => Hexadecimal(field, ref from),
                _ => next,
            };
        }

        return to;
    }

    private static byte Hexadecimal(ReadOnlySpan<byte> field, ref int from)
    {
        from++;
        return Digits(field, ref from, 16, 2);
    }

    // Leaves from at the last digit.
    private static byte Digits(ReadOnlySpan<byte> field, ref int from, int radix, int most)
    {
        var value = 0;
        for (var count = 0; count < most && from < field.Length && Digit(field[from]) is var digit && digit < radix; count++, from++) value = (value * radix) + digit;
        from--;
        return (byte)value;
    }

    private static int Digit(byte letter) => char.IsAsciiHexDigit((char)letter) ? Convert.ToInt32(((char)letter).ToString(), 16) : int.MaxValue;
}
