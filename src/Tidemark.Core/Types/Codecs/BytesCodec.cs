using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>The text and binary form of a type whose values are byte runs. Each member writes one value and leaves ending it to the caller.</summary>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal interface IBytesFormat<TSelf>
    where TSelf : struct, IBytesFormat<TSelf>
{
    /// <summary>The format for a loop.</summary>
    static abstract TSelf Create(SqlType type, FormatSettings settings);

    /// <summary>Text to stored form, the type's modifier applied.</summary>
    void Parse(ReadOnlySpan<byte> text, BytesVectorBuilder target);

    /// <summary>Stored form to text.</summary>
    void Format(ReadOnlySpan<byte> value, BytesVectorBuilder target);

    /// <summary>Binary form to stored form, the type's modifier applied.</summary>
    void Read(ReadOnlySpan<byte> data, BytesVectorBuilder target);

    /// <summary>Stored form to binary form.</summary>
    void Write(ReadOnlySpan<byte> value, BytesVectorBuilder target);
}

/// <summary>The codec of a type whose values are byte runs.</summary>
internal sealed class BytesCodec<TFormat>(SqlType type) : TypeCodec(type)
    where TFormat : struct, IBytesFormat<TFormat>
{
    public override void ParseText(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target, FormatSettings settings)
    {
        var builder = (BytesVectorBuilder)target;
        var format = TFormat.Create(Type, settings);
        try
        {
            foreach (var field in fields)
            {
                if (field.IsNull)
                {
                    builder.AppendNull();
                    continue;
                }

                format.Parse(data.Slice(field.Start, field.Length), builder);
                builder.EndValue();
            }
        }
        catch
        {
            builder.DiscardPending();
            throw;
        }
    }

    public override void ReadBinary(ReadOnlySpan<byte> data, ReadOnlySpan<FieldRange> fields, VectorBuilder target)
    {
        var builder = (BytesVectorBuilder)target;
        var format = TFormat.Create(Type, FormatSettings.Default);
        try
        {
            foreach (var field in fields)
            {
                if (field.IsNull)
                {
                    builder.AppendNull();
                    continue;
                }

                format.Read(data.Slice(field.Start, field.Length), builder);
                builder.EndValue();
            }
        }
        catch
        {
            builder.DiscardPending();
            throw;
        }
    }

    private protected override void FormatFlat(Vector source, BytesVectorBuilder target, FormatSettings settings)
    {
        var format = TFormat.Create(Type, settings);
        var values = (BytesVector)source;
        for (var i = 0; i < values.Length; i++)
        {
            if (values.IsNull(i))
            {
                target.AppendNull();
                continue;
            }

            format.Format(values[i], target);
            target.EndValue();
        }
    }

    private protected override void WriteFlat(Vector source, BytesVectorBuilder target)
    {
        var format = TFormat.Create(Type, FormatSettings.Default);
        var values = (BytesVector)source;
        for (var i = 0; i < values.Length; i++)
        {
            if (values.IsNull(i))
            {
                target.AppendNull();
                continue;
            }

            format.Write(values[i], target);
            target.EndValue();
        }
    }
}
