using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>The text and binary form of a fixed-width type; a struct with what a loop over many values keeps in registers.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
/// <typeparam name="T">The .NET type of the values.</typeparam>
internal interface IFixedFormat<TSelf, T>
    where TSelf : struct, IFixedFormat<TSelf, T>
{
    /// <summary>Bytes that no value's text exceeds.</summary>
    static abstract int MaxTextLength { get; }

    /// <summary>Bytes of the binary form.</summary>
    static abstract int BinaryLength { get; }

    /// <summary>The format for a loop.</summary>
    static abstract TSelf Create(SqlType type, FormatSettings settings);

    /// <summary>Parses a value and applies the type's modifier.</summary>
    T Parse(ReadOnlySpan<byte> text);

    /// <summary>Writes the text; returns its length.</summary>
    int Format(T value, Span<byte> target);

    /// <summary>Reads the binary form and applies the type's modifier.</summary>
    T Read(ReadOnlySpan<byte> data);

    /// <summary>Writes the binary form.</summary>
    static abstract void Write(T value, Span<byte> target);
}

/// <summary>The codec of a fixed-width type.</summary>
internal sealed class FixedCodec<T, TFormat>(SqlType type) : TypeCodec(type)
    where T : unmanaged
    where TFormat : struct, IFixedFormat<TFormat, T>
{
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        var builder = (FixedVectorBuilder<T>)target;
        var format = TFormat.Create(Type, settings);
        foreach (var field in fields)
        {
            if (field.IsNull) builder.AppendNull();
            else builder.Append(format.Parse(data.Slice(field.Start, field.Length)));
        }
    }

    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        var builder = (FixedVectorBuilder<T>)target;
        var format = TFormat.Create(Type, FormatSettings.Default);
        foreach (var field in fields)
        {
            if (field.IsNull)
            {
                builder.AppendNull();
                continue;
            }

            if (field.Length < TFormat.BinaryLength) throw DataErrors.InsufficientData();
            if (field.Length > TFormat.BinaryLength) throw DataErrors.IncorrectBinaryFormat();
            builder.Append(format.Read(data.Slice(field.Start, TFormat.BinaryLength)));
        }
    }

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var format = TFormat.Create(Type, settings);
        var values = ((FixedVector<T>)source).Values;
        var validity = source.Validity;
        for (var i = 0; i < values.Length; i++)
        {
            if (validity.IsValid(i))
            {
                target.Advance(format.Format(values[i], target.GetSpan(TFormat.MaxTextLength)));
                target.EndValue();
            }
            else
            {
                target.AppendNull();
            }
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target)
    {
        var values = ((FixedVector<T>)source).Values;
        var validity = source.Validity;
        for (var i = 0; i < values.Length; i++)
        {
            if (validity.IsValid(i))
            {
                TFormat.Write(values[i], target.GetSpan(TFormat.BinaryLength));
                target.Advance(TFormat.BinaryLength);
                target.EndValue();
            }
            else
            {
                target.AppendNull();
            }
        }
    }
}
