using Tidemark.Errors;
using Tidemark.Server.Protocol;

namespace Tidemark.Server.Results;

/// <summary>The format codes of a Bind message: none for text everywhere, one for all values, or one for each.</summary>
internal readonly struct FormatCodes
{
    private readonly short[]? _codes;

    private FormatCodes(short[] codes) => _codes = codes;

    /// <summary>Text for every value.</summary>
    public static FormatCodes Text => default;

    /// <summary>Binary for every value.</summary>
    public static FormatCodes Binary { get; } = new([1]);

    /// <summary>How many codes were given.</summary>
    public int Count => _codes?.Length ?? 0;

    /// <summary>Reads a count and the codes behind it.</summary>
    public static FormatCodes Read(ref MessageFields fields)
    {
        int count = fields.Int16();
        if (count == 0) return default;
        if (count < 0) throw ProtocolErrors.InvalidFormat();
        var codes = new short[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = fields.Int16();
            if (codes[i] is not (0 or 1)) throw ProtocolErrors.UnsupportedFormat(codes[i]);
        }

        return new FormatCodes(codes);
    }

    /// <summary>Whether the value at this place is binary.</summary>
    public bool IsBinary(int index) => _codes is not null && _codes[_codes.Length == 1 ? 0 : index] == 1;

    /// <summary>The code as the wire has it.</summary>
    public short Code(int index) => IsBinary(index) ? (short)1 : (short)0;
}
