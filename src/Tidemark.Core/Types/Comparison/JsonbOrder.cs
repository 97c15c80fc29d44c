namespace Tidemark.Types;

/// <summary>
/// jsonb, in canonical text, in the order of PostgreSQL's btree operator class: objects after arrays, then booleans, numbers, strings, null;
/// containers of more elements after those of fewer, and an empty array at the top before every scalar.
/// </summary>
public readonly struct JsonbOrder : IBytesOrder
{
    private enum Rank
    {
        Null,
        String,
        Number,
        Boolean,
        Array,
        Object,
    }

    /// <inheritdoc />
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b)) return 0;
        var x = new JsonLexer(a, decodes: false);
        var y = new JsonLexer(b, decodes: false);
        x.Next();
        y.Next();

        // At the top a scalar counts as an array of one element, and the count decides before the kind does.
        var (rankX, rankY) = (RankOf(x.Token), RankOf(y.Token));
        if (rankX == Rank.Array && rankY < Rank.Array) return IsEmptyArray(a) ? -1 : 1;
        if (rankY == Rank.Array && rankX < Rank.Array) return IsEmptyArray(b) ? 1 : -1;
        return Compare(ref x, ref y);
    }

    /// <inheritdoc />
    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => Compare(a, b) == 0;

    /// <inheritdoc />
    public static ulong Hash(ReadOnlySpan<byte> value)
    {
        var lexer = new JsonLexer(value, decodes: false);
        ulong hash = 0;
        for (lexer.Next(); lexer.Token != JsonToken.End; lexer.Next())
        {
            hash = ValueHash.Combine(hash, lexer.Token == JsonToken.Number ? Numeric.Parse(lexer.Value).Hash : ValueHash.Of(lexer.Value));
        }

        return hash;
    }

    private static bool IsEmptyArray(ReadOnlySpan<byte> value) => value.SequenceEqual("[]"u8);

    private static Rank RankOf(JsonToken token) => token switch
    {
        JsonToken.ObjectStart => Rank.Object,
        JsonToken.ArrayStart => Rank.Array,
        JsonToken.True or JsonToken.False => Rank.Boolean,
        JsonToken.Number => Rank.Number,
        JsonToken.String => Rank.String,
        _ => Rank.Null,
    };

    /// <summary>Compares the values that both lexers stand at, and where they are equal leaves both behind them.</summary>
    private static int Compare(ref JsonLexer x, ref JsonLexer y)
    {
        var (rankX, rankY) = (RankOf(x.Token), RankOf(y.Token));
        if (rankX != rankY) return rankX < rankY ? -1 : 1;
        switch (rankX)
        {
            case Rank.Object or Rank.Array:
                return CompareContainers(ref x, ref y, rankX == Rank.Object);
            case Rank.String when CompareStrings(x.Value, y.Value) is var order and not 0:
                return order;
            case Rank.Number when Numeric.Parse(x.Value).CompareTo(Numeric.Parse(y.Value)) is var order and not 0:
                return order;
            case Rank.Boolean when x.Token != y.Token:
                return x.Token == JsonToken.False ? -1 : 1;
        }

        x.Next();
        y.Next();
        return 0;
    }

    private static int CompareContainers(ref JsonLexer x, ref JsonLexer y, bool isObject)
    {
        var (countX, countY) = (CountElements(x), CountElements(y));
        if (countX != countY) return countX.CompareTo(countY);
        x.Next();
        y.Next();
        for (var i = 0; i < countX; i++)
        {
            if (i > 0)
            {
                x.Next();
                y.Next();
            }

            if (isObject)
            {
                var order = CompareStrings(x.Value, y.Value);
                if (order != 0) return order;
                x.Next();
                y.Next();
                x.Next();
                y.Next();
            }

            var difference = Compare(ref x, ref y);
            if (difference != 0) return difference;
        }

        x.Next();
        y.Next();
        return 0;
    }

    /// <summary>Elements, or members, of the container that a lexer stands at the beginning of.</summary>
    private static int CountElements(JsonLexer lexer)
    {
        var depth = 0;
        var commas = 0;
        var isEmpty = true;
        while (true)
        {
            switch (lexer.Token)
            {
                case JsonToken.ObjectStart or JsonToken.ArrayStart:
                    isEmpty &= depth == 0;
                    depth++;
                    break;
                case JsonToken.ObjectEnd or JsonToken.ArrayEnd:
                    if (--depth == 0) return isEmpty ? 0 : commas + 1;
                    break;
                case JsonToken.Comma when depth == 1:
                    commas++;
                    break;
                default:
                    isEmpty = false;
                    break;
            }

            lexer.Next();
        }
    }

    /// <summary>Compares two JSON strings, quotes included, by the text that they stand for.</summary>
    private static int CompareStrings(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        x = x[1..^1];
        y = y[1..^1];
        if (x.IndexOf((byte)'\\') < 0 && y.IndexOf((byte)'\\') < 0) return x.SequenceCompareTo(y);
        var (bufferX, bufferY) = (new byte[x.Length], new byte[y.Length]);
        return bufferX.AsSpan(0, JsonStrings.Decode(x, bufferX)).SequenceCompareTo(bufferY.AsSpan(0, JsonStrings.Decode(y, bufferY)));
    }
}
