using System.Buffers;
using System.Text;
using Tidemark.Errors;

namespace Tidemark.Types;

/// <summary>Reads the text form of arrays: braces, quotes, escapes, NULL and explicit bounds, with array_in's checks (arrayfuncs.c).</summary>
internal ref struct ArrayText
{
    private const char Delimiter = ',';

    private enum State
    {
        NoLevel,
        LevelStarted,
        ElementStarted,
        QuotedElementStarted,
        QuotedElementCompleted,
        ElementDelimited,
        LevelCompleted,
        LevelDelimited,
    }

    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)Delimiter, .. " \t\n\v\f\r"u8]);

    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private ArrayText(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Reads an array: its dimensions, and the text of each element, unquoted, appended to a shared buffer.</summary>
    public static ArrayDimension[] Parse(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> buffer, List<FieldRange> elements) => new ArrayText(text).Run(buffer, elements);

    /// <summary>Whether an element's text must be quoted in an array's text.</summary>
    public static bool NeedsQuotes(ReadOnlySpan<byte> element) =>
        element.IsEmpty || element.ContainsAny(Special) || AsciiText.EqualsIgnoreCase(element, "NULL"u8);

    private ArrayDimension[] Run(ArrayBufferWriter<byte> buffer, List<FieldRange> elements)
    {
        var explicitDimensions = ExplicitDimensions();
        if (explicitDimensions.Count > 0)
        {
            if (Current != '=') throw Malformed("Missing \"=\" after array dimensions.");
            _at++;
            SkipSpace();
            if (Current != '{') throw Malformed("Array contents must start with \"{\".");
        }
        else if (Current != '{')
        {
            throw Malformed("Array value must start with \"{\" or dimension information.");
        }

        var start = _at;
        var lengths = CountElements();
        if (explicitDimensions.Count > 0)
        {
            var matches = lengths.Length == explicitDimensions.Count;
            for (var i = 0; matches && i < lengths.Length; i++) matches = lengths[i] == explicitDimensions[i].Length;
            if (!matches) throw Malformed("Specified array dimensions do not match array contents.");
        }

        if (lengths.Length == 0) return [];
        _at = start;
        ReadElements(buffer, elements);
        return explicitDimensions.Count > 0 ? [.. explicitDimensions] : Array.ConvertAll(lengths, length => new ArrayDimension(length, 1));
    }

    private readonly int Current => _at < _text.Length ? _text[_at] : -1;

    private readonly SqlException Malformed(string? detail) => DataErrors.MalformedArray(_text, detail);

    private void SkipSpace()
    {
        while (_at < _text.Length && AsciiText.IsSpace(_text[_at])) _at++;
    }

    private List<ArrayDimension> ExplicitDimensions()
    {
        var dimensions = new List<ArrayDimension>();
        while (true)
        {
            SkipSpace();
            if (Current != '[') return dimensions;
            _at++;
            if (dimensions.Count >= ArrayReader.MaxDimensions) throw ArrayBuilder.TooManyDimensions(dimensions.Count + 1);
            if (!Integer(out var first)) throw Malformed("\"[\" must introduce explicitly-specified array dimensions.");
            var (lower, upper) = (1, first);
            if (Current == ':')
            {
                _at++;
                lower = first;
                if (!Integer(out upper)) throw Malformed("Missing array dimension value.");
            }

            if (Current != ']') throw Malformed("Missing \"]\" after array dimensions.");
            _at++;
            if (upper < lower) throw DataErrors.ArraySubscript("upper bound cannot be less than lower bound");
            if ((long)upper - lower + 1 > int.MaxValue / 8) throw DataErrors.LimitExceeded($"array size exceeds the maximum allowed ({int.MaxValue / 16})");
            dimensions.Add(new ArrayDimension(upper - lower + 1, lower));
        }
    }

    private bool Integer(out int value)
    {
        var start = _at;
        while (Current is '+' or '-' || DateTimeTokenizer.IsDigit(Current)) _at++;
        var text = Encoding.ASCII.GetString(_text[start.._at]);
        _ = DateTimeNumbers.TryInt32(text, 0, out value, out _);
        return _at > start;
    }

    /// <summary>Checks braces, quotes and commas, and counts elements by level; no lengths for the empty array.</summary>
    private int[] CountElements()
    {
        var state = State.NoLevel;
        var level = 0;
        var dimensions = 1;
        var isEmpty = true;
        var inQuotes = false;
        Span<int> counts = stackalloc int[ArrayReader.MaxDimensions];
        Span<int> lastCounts = stackalloc int[ArrayReader.MaxDimensions];
        Span<int> elements = stackalloc int[ArrayReader.MaxDimensions];
        elements.Fill(1);
        counts.Clear();
        lastCounts.Clear();
        while (true)
        {
            if (state is State.ElementStarted or State.QuotedElementStarted) isEmpty = false;
            var c = Current;
            if (c < 0) throw Malformed("Unexpected end of input.");
            if (c == '\\')
            {
                if (state is not (State.LevelStarted or State.ElementStarted or State.QuotedElementStarted or State.ElementDelimited)) throw UnexpectedCharacter('\\');
                if (state != State.QuotedElementStarted) state = State.ElementStarted;
                if (_at + 1 >= _text.Length) throw Malformed("Unexpected end of input.");
                _at += 2;
                continue;
            }

            if (c == '"')
            {
                if (state is not (State.LevelStarted or State.QuotedElementStarted or State.ElementDelimited)) throw Malformed("Unexpected array element.");
                inQuotes = !inQuotes;
                state = inQuotes ? State.QuotedElementStarted : State.QuotedElementCompleted;
            }
            else if (inQuotes)
            {
                // Anything goes inside quotes.
            }
            else if (c == '{')
            {
                if (state is not (State.NoLevel or State.LevelStarted or State.LevelDelimited)) throw UnexpectedCharacter('{');
                state = State.LevelStarted;
                if (level >= ArrayReader.MaxDimensions) throw ArrayBuilder.TooManyDimensions(level + 1);
                counts[level++] = 0;
                dimensions = Math.Max(dimensions, level);
            }
            else if (c == '}')
            {
                var closes = state is State.ElementStarted or State.QuotedElementCompleted or State.LevelCompleted || (level == 1 && state == State.LevelStarted);
                if (!closes) throw UnexpectedCharacter('}');
                state = State.LevelCompleted;
                if (level == 0) throw Malformed("Unmatched \"}\" character.");
                level--;
                if (lastCounts[level] != 0 && elements[level] != lastCounts[level])
                {
                    throw Malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
                }

                lastCounts[level] = elements[level];
                elements[level] = 1;
                if (level == 0) break;
                counts[level - 1]++;
            }
            else if (c == Delimiter)
            {
                if (state is not (State.ElementStarted or State.QuotedElementCompleted or State.LevelCompleted)) throw UnexpectedCharacter(Delimiter);
                state = state == State.LevelCompleted ? State.LevelDelimited : State.ElementDelimited;
                elements[level - 1]++;
                counts[dimensions - 1]++;
            }
            else if (!AsciiText.IsSpace((byte)c))
            {
                if (state is not (State.LevelStarted or State.ElementStarted or State.ElementDelimited)) throw Malformed("Unexpected array element.");
                state = State.ElementStarted;
            }

            _at++;
        }

        _at++;
        SkipSpace();
        if (_at < _text.Length) throw Malformed("Junk after closing right brace.");
        if (isEmpty) return [];

        // Every level's sub-arrays have the same number of elements: it is the last one counted.
        return lastCounts[..dimensions].ToArray();
    }

    private readonly SqlException UnexpectedCharacter(char c) => Malformed($"Unexpected \"{c}\" character.");

    private void ReadElements(ArrayBufferWriter<byte> buffer, List<FieldRange> elements)
    {
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is (byte)'{' or (byte)'}' or (byte)Delimiter || AsciiText.IsSpace(c)) continue;
            var start = buffer.WrittenCount;
            if (c == '"')
            {
                _at++;
                while (_text[_at] != '"')
                {
                    if (_text[_at] == '\\') _at++;
                    Put(buffer, _text[_at++]);
                }

                elements.Add(new FieldRange(start, buffer.WrittenCount - start));
                continue;
            }

            elements.Add(Unquoted(buffer, start));
            _at--;
        }
    }

    private FieldRange Unquoted(ArrayBufferWriter<byte> buffer, int start)
    {
        var hasEscape = false;
        var length = 0;
        while (_text[_at] is not ((byte)'}' or (byte)Delimiter))
        {
            var isEscape = _text[_at] == '\\';
            if (isEscape) _at++;
            hasEscape |= isEscape;
            Put(buffer, _text[_at]);

            // Blanks behind the element are not part of it, unless escaped.
            if (isEscape || !AsciiText.IsSpace(_text[_at])) length = buffer.WrittenCount - start;
            _at++;
        }

        var isNull = !hasEscape && AsciiText.EqualsIgnoreCase(buffer.WrittenSpan.Slice(start, length), "NULL"u8);
        return isNull ? FieldRange.Null : new FieldRange(start, length);
    }

    private static void Put(ArrayBufferWriter<byte> buffer, byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }
}
