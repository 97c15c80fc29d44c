namespace Tidemark.Types;

/// <summary>What a piece of date, time or interval input looks like before its meaning is known.</summary>
internal enum DateTimeTokenKind : byte
{
    /// <summary>Digits, perhaps with a point.</summary>
    Number,

    /// <summary>Letters.</summary>
    Word,

    /// <summary>Letters with a sign before them, such as <c>-infinity</c>.</summary>
    SignedWord,

    /// <summary>Fields with separators: a date, or a zone name such as <c>America/New_York</c>.</summary>
    Date,

    /// <summary>Digits with colons.</summary>
    Time,

    /// <summary>A sign and digits: a zone offset, or a signed number of an interval.</summary>
    Signed,
}

/// <summary>A piece of input, letters in lower case.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Text">Its characters.</param>
internal readonly record struct DateTimeToken(DateTimeTokenKind Kind, string Text);

/// <summary>Splits date, time and interval input into tokens by the rules of PostgreSQL's ParseDateTime (datetime.c).</summary>
internal static class DateTimeTokenizer
{
    private const int MaxTokens = 25;
    private const int MaxLength = 128;

    /// <summary>The tokens, or null where a character fits nowhere or there is too much.</summary>
    public static List<DateTimeToken>? Split(ReadOnlySpan<byte> text)
    {
        var tokens = new List<DateTimeToken>(8);
        Span<char> buffer = stackalloc char[MaxLength + 1];
        var at = 0;
        var total = 0;
        while (at < text.Length)
        {
            if (IsSpace(text[at]))
            {
                at++;
                continue;
            }

            var scanner = new Scanner(text[at..], buffer);
            var kind = scanner.Next();
            if (kind is null)
            {
                if (scanner.Length > 0 || !IsPunctuation(text[at])) return null;
                at++;
                continue;
            }

            total += scanner.Length + 1;
            if (tokens.Count >= MaxTokens || scanner.Overflow || total > MaxLength) return null;
            tokens.Add(new DateTimeToken(kind.Value, new string(buffer[..scanner.Length])));
            at += scanner.Used;
        }

        return tokens;
    }

    public static bool IsDigit(int c) => (uint)(c - '0') <= 9;

    public static bool IsLetter(int c) => (uint)((c | 0x20) - 'a') <= 25;

    public static bool IsSpace(int c) => c is ' ' or (>= '\t' and <= '\r');

    private static bool IsPunctuation(int c) => c is > ' ' and < 127 && !IsDigit(c) && !IsLetter(c);

    private ref struct Scanner(ReadOnlySpan<byte> text, Span<char> buffer)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private readonly Span<char> _buffer = buffer;

        public int Used { get; private set; }

        public int Length { get; private set; }

        public bool Overflow { get; private set; }

        private readonly int Current => Used < _text.Length ? _text[Used] : 0;

        public DateTimeTokenKind? Next()
        {
            if (IsDigit(Current)) return StartingWithDigit();
            if (Current == '.')
            {
                Take();
                while (IsDigit(Current)) Take();
                return DateTimeTokenKind.Number;
            }

            if (IsLetter(Current)) return StartingWithLetter();
            return Current is '+' or '-' ? StartingWithSign() : null;
        }

        private DateTimeTokenKind StartingWithDigit()
        {
            while (IsDigit(Current)) Take();
            if (Current == ':')
            {
                while (IsDigit(Current) || Current is ':' or '.') Take();
                return DateTimeTokenKind.Time;
            }

            if (Current is not ('-' or '/' or '.')) return DateTimeTokenKind.Number;
            var delimiter = Current;
            Take();
            if (!IsDigit(Current))
            {
                while (IsDigit(Current) || IsLetter(Current) || Current == delimiter) Take();
                return DateTimeTokenKind.Date;
            }

            var kind = delimiter == '.' ? DateTimeTokenKind.Number : DateTimeTokenKind.Date;
            while (IsDigit(Current)) Take();
            if (Current == delimiter)
            {
                kind = DateTimeTokenKind.Date;
                while (IsDigit(Current) || Current == delimiter) Take();
            }

            return kind;
        }

        private DateTimeTokenKind StartingWithLetter()
        {
            while (IsLetter(Current)) Take();
            var isDate = Current is '-' or '/' or '.';
            if (Current == '+' || IsDigit(Current)) isDate = !DateTimeKeywords.IsKnown(_buffer[..Math.Min(Length, _buffer.Length)]);
            if (!isDate) return DateTimeTokenKind.Word;
            do Take();
            while (Current is '+' or '-' or '/' or '_' or '.' or ':' || IsDigit(Current) || IsLetter(Current));
            return DateTimeTokenKind.Date;
        }

        private DateTimeTokenKind? StartingWithSign()
        {
            Take();
            while (IsSpace(Current)) Used++;
            if (IsDigit(Current))
            {
                while (IsDigit(Current) || Current is ':' or '.' or '-') Take();
                return DateTimeTokenKind.Signed;
            }

            if (!IsLetter(Current)) return null;
            while (IsLetter(Current)) Take();
            return DateTimeTokenKind.SignedWord;
        }

        private void Take()
        {
            var c = (char)_text[Used++];
            if (Length == _buffer.Length) Overflow = true;
            else _buffer[Length++] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
        }
    }
}
