using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Benchmarks.Decoding;

/// <summary>A block of integers.</summary>
internal sealed class IntegerCase : EncodingCase
{
    private readonly IntegerDecoder _decoder = new();
    private readonly long[] _values = new long[Rows];

    public IntegerCase(string name, Func<int, long> value, EncodingEffort effort = EncodingEffort.Full)
        : base(name)
    {
        long[] values = [.. Enumerable.Range(0, Rows).Select(value)];
        var output = new ByteWriter();
        new IntegerEncoder { Effort = effort }.Encode(values, output);
        Block = output.Written.ToArray();
        Form = ((IntegerForm)Block[0]).ToString();
    }

    public override long Decode()
    {
        var input = new ByteReader(Block);
        _decoder.Decode(ref input, _values);
        return _values[^1];
    }
}

/// <summary>A block of doubles.</summary>
internal sealed class DoubleCase : EncodingCase
{
    private readonly FloatDecoder _decoder = new(new IntegerDecoder());
    private readonly double[] _values = new double[Rows];

    public DoubleCase(string name, Func<int, double> value, EncodingEffort effort = EncodingEffort.Full, bool isXor = false)
        : base(name)
    {
        double[] values = [.. Enumerable.Range(0, Rows).Select(value)];
        var output = new ByteWriter();
        if (isXor)
        {
            output.U8((byte)FloatForm.Xor);
            new XorDoubles().Encode(MemoryMarshal.Cast<double, long>(values), output);
        }
        else
        {
            new FloatEncoder(new IntegerEncoder { Effort = effort }) { Effort = effort }.Encode(values, output);
        }

        Block = output.Written.ToArray();
        Form = ((FloatForm)Block[0]).ToString();
    }

    public override long Decode()
    {
        var input = new ByteReader(Block);
        _decoder.Decode(ref input, _values);
        return BitConverter.DoubleToInt64Bits(_values[^1]);
    }
}

/// <summary>A block of text, or of numerics.</summary>
internal sealed class BytesCase : EncodingCase
{
    private readonly BytesDecoder _decoder = new(new IntegerDecoder());
    private readonly int[] _offsets = new int[Rows + 1];
    private readonly int _total;
    private byte[] _data = [];

    /// <param name="name">What the table calls it.</param>
    /// <param name="value">The text of a row; null for numerics with two decimals.</param>
    /// <param name="effort">Which forms are tried.</param>
    public BytesCase(string name, Func<int, string>? value, EncodingEffort effort = EncodingEffort.Full)
        : base(name)
    {
        byte[][] values = [.. Enumerable.Range(0, Rows).Select(i => value is null ? Packed(i) : Encoding.UTF8.GetBytes(value(i)))];
        _total = values.Sum(v => v.Length);
        var output = new ByteWriter();
        new BytesEncoder(new IntegerEncoder { Effort = effort }) { Effort = effort }.Encode([.. values.Select(v => (long)v.Length)], [.. values.SelectMany(v => v)], default, output);
        Block = output.Written.ToArray();
        Form = ((BytesForm)Block[0]).ToString();
        Decode();
    }

    public override int DecodedBytes => _total + (Rows * 4);

    public override long Decode()
    {
        var input = new ByteReader(Block);
        _decoder.Decode(ref input, Rows, _offsets, ref _data);
        return _offsets[^1];
    }

    private static byte[] Packed(int row)
    {
        var builder = new BytesVectorBuilder(SqlTypes.Numeric);
        Numeric.Parse(Encoding.ASCII.GetBytes((100 + (Random(row, 10_000) / 100m)).ToString("0.00", CultureInfo.InvariantCulture))).Pack(builder);
        return ((BytesVector)builder.Build())[0].ToArray();
    }
}
