using System.Buffers;

namespace Tidemark.Types;

/// <summary>
/// A value inside valid JSON text, json's or jsonb's: nothing is decoded before it is asked for. The text must have been checked (<see cref="JsonParser"/>), since
/// walking through it relies on its being right.
/// </summary>
public readonly ref struct JsonSlice
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> EndsOfScalars = SearchValues.Create(", \t\n\r}]"u8);

    /// <summary>A value.</summary>
    /// <param name="text">Its text; spaces around it are cut off.</param>
    public JsonSlice(ReadOnlySpan<byte> text) => Text = text.Trim(" \t\n\r"u8);

    /// <summary>The text as it stands in the document, without spaces around it.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>What it is.</summary>
    public JsonKind Kind => Text[0] switch
    {
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'"' => JsonKind.String,
        (byte)'t' or (byte)'f' => JsonKind.Boolean,
        (byte)'n' => JsonKind.Null,
        _ => JsonKind.Number,
    };

    /// <summary>Whether it is neither object nor array.</summary>
    public bool IsScalar => Kind < JsonKind.Array;

    /// <summary>The members of an object or the elements of an array, in the order of the text; none of a scalar.</summary>
    public Items GetEnumerator() => new(Text);

    /// <summary>How many members or elements there are.</summary>
    public int Count()
    {
        var count = 0;
        foreach (var _ in this) count++;
        return count;
    }

    /// <summary>Finds a member by its key; of several the last.</summary>
    /// <param name="key">The key as text.</param>
    /// <param name="value">The value.</param>
    public bool TryGetMember(ReadOnlySpan<byte> key, out JsonSlice value)
    {
        value = default;
        var found = false;
        if (Kind != JsonKind.Object) return false;
        foreach (var item in this)
        {
            if (!item.HasKey(key)) continue;
            value = item.Value;
            found = true;
        }

        return found;
    }

    /// <summary>Finds an element by its place; negative ones count from the end.</summary>
    /// <param name="index">0 for the first.</param>
    /// <param name="value">The value.</param>
    public bool TryGetElement(int index, out JsonSlice value)
    {
        value = default;
        if (Kind != JsonKind.Array) return false;
        if (index < 0 && (index += Count()) < 0) return false;
        foreach (var item in this)
        {
            if (index-- > 0) continue;
            value = item.Value;
            return true;
        }

        return false;
    }

    /// <summary>Writes the text that a string stands for, and any other value as it is.</summary>
    public void WriteText(IBufferWriter<byte> target)
    {
        if (Kind != JsonKind.String) target.Write(Text);
        else Decode(Text[1..^1], target);
    }

    internal static void Decode(ReadOnlySpan<byte> json, IBufferWriter<byte> target)
    {
        if (json.IndexOf((byte)'\\') < 0) target.Write(json);
        else target.Advance(JsonStrings.Decode(json, target.GetSpan(json.Length)));
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        for (at++; ; at++)
        {
            at += text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (text[at] == '"') return at + 1;
            at++;
        }
    }

    private static int EndOfValue(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] == '"') return EndOfString(text, at);
        if (text[at] is not ((byte)'{' or (byte)'['))
        {
            var length = text[at..].IndexOfAny(EndsOfScalars);
            return length < 0 ? text.Length : at + length;
        }

        var depth = 0;
        while (true)
        {
            at += text[at..].IndexOfAny(Structure);
            switch (text[at])
            {
                case (byte)'"':
                    at = EndOfString(text, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
            if (depth == 0) return at;
        }
    }

    private static int SkipSpaces(ReadOnlySpan<byte> text, int at)
    {
        while (text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') at++;
        return at;
    }

    /// <summary>A member or an element.</summary>
    public readonly ref struct Item
    {
        private readonly ReadOnlySpan<byte> _key;

        internal Item(ReadOnlySpan<byte> key, JsonSlice value)
        {
            _key = key;
            Value = value;
        }

        /// <summary>The value.</summary>
        public JsonSlice Value { get; }

        /// <summary>Writes the key of a member as text.</summary>
        public void WriteKey(IBufferWriter<byte> target) => Decode(_key, target);

        /// <summary>Whether a member has this key.</summary>
        public bool HasKey(ReadOnlySpan<byte> key)
        {
            if (_key.IndexOf((byte)'\\') < 0) return _key.SequenceEqual(key);
            if (_key.Length < key.Length) return false;
            var buffer = ArrayPool<byte>.Shared.Rent(_key.Length);
            var length = JsonStrings.Decode(_key, buffer);
            var isEqual = buffer.AsSpan(0, length).SequenceEqual(key);
            ArrayPool<byte>.Shared.Return(buffer);
            return isEqual;
        }
    }

    /// <summary>Goes through members or elements.</summary>
    public ref struct Items
    {
        private readonly ReadOnlySpan<byte> _text;
        private readonly bool _isObject;
        private int _at;

        internal Items(ReadOnlySpan<byte> text)
        {
            _text = text;
            _isObject = text[0] == '{';
            _at = _isObject || text[0] == '[' ? 1 : text.Length;
        }

        /// <summary>The present one.</summary>
        public Item Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_at >= _text.Length) return false;
            _at = SkipSpaces(_text, _at);
            if (_text[_at] == ',') _at = SkipSpaces(_text, _at + 1);
            if (_text[_at] is (byte)'}' or (byte)']')
            {
                _at = _text.Length;
                return false;
            }

            ReadOnlySpan<byte> key = default;
            if (_isObject)
            {
                var end = EndOfString(_text, _at);
                key = _text[(_at + 1)..(end - 1)];
                // Behind the key come spaces, the colon, and spaces.
                _at = SkipSpaces(_text, SkipSpaces(_text, end) + 1);
            }

            var endOfValue = EndOfValue(_text, _at);
            Current = new Item(key, new JsonSlice(_text[_at..endOfValue]));
            _at = endOfValue;
            return true;
        }
    }
}
