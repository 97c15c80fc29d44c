using System.Buffers;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>The text form of records: parentheses, commas, quotes where needed, nothing for NULL (record_in and record_out of rowtypes.c).</summary>
internal static class RecordText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', (byte)'(', (byte)')', (byte)',', .. " \t\n\v\f\r"u8]);

    /// <summary>Takes a record's text apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="count">How many columns there must be.</param>
    /// <param name="buffer">Receives the columns' texts without quotes, one behind the other.</param>
    /// <param name="ranges">Receives where each column lies there.</param>
    /// <exception cref="SqlException">22P02.</exception>
    public static void Parse(ReadOnlySpan<byte> text, int count, ArrayBufferWriter<byte> buffer, Span<FieldRange> ranges)
    {
        var at = SkipSpaces(text, 0);
        if (at >= text.Length || text[at] != '(') throw DataErrors.MalformedRecord(text, "Missing left parenthesis.");
        at++;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                if (at >= text.Length || text[at] != ',') throw DataErrors.MalformedRecord(text, "Too few columns.");
                at++;
            }

            ranges[i] = at < text.Length && text[at] is (byte)',' or (byte)')' ? FieldRange.Null : Column(text, ref at, buffer);
        }

        if (at >= text.Length || text[at] != ')') throw DataErrors.MalformedRecord(text, "Too many columns.");
        if (SkipSpaces(text, at + 1) < text.Length) throw DataErrors.MalformedRecord(text, "Junk after right parenthesis.");
    }

    /// <summary>Writes a column's text, in quotes where it needs them.</summary>
    public static void Quote(ReadOnlySpan<byte> text, BytesVectorBuilder target)
    {
        if (!text.IsEmpty && !text.ContainsAny(Special))
        {
            target.Write(text);
            return;
        }

        var span = target.GetSpan((text.Length * 2) + 2);
        var at = 0;
        span[at++] = (byte)'"';
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\') span[at++] = b;
            span[at++] = b;
        }

        span[at++] = (byte)'"';
        target.Advance(at);
    }

    private static FieldRange Column(ReadOnlySpan<byte> text, ref int at, ArrayBufferWriter<byte> buffer)
    {
        var start = buffer.WrittenCount;
        var inQuotes = false;
        while (inQuotes || at >= text.Length || text[at] is not ((byte)',' or (byte)')'))
        {
            if (at >= text.Length) throw DataErrors.MalformedRecord(text, "Unexpected end of input.");
            var b = text[at++];
            if (b == '\\')
            {
                if (at >= text.Length) throw DataErrors.MalformedRecord(text, "Unexpected end of input.");
                Put(text[at++], buffer);
            }
            else if (b != '"')
            {
                Put(b, buffer);
            }
            else if (inQuotes && at < text.Length && text[at] == '"')
            {
                Put(text[at++], buffer);
            }
            else
            {
                inQuotes = !inQuotes;
            }
        }

        return new FieldRange(start, buffer.WrittenCount - start);
    }

    private static void Put(byte b, ArrayBufferWriter<byte> buffer)
    {
        buffer.GetSpan(1)[0] = b;
        buffer.Advance(1);
    }

    private static int SkipSpaces(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (>= 9 and <= 13)) at++;
        return at;
    }
}
