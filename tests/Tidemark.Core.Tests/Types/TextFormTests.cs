using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Core.Tests.Types;

/// <summary>Text in, text out, binary out: every type against PostgreSQL's answers.</summary>
public class TextFormTests
{
    [Theory]
    [InlineData("scalars")]
    [InlineData("datetimes")]
    [InlineData("numerics")]
    [InlineData("intervals")]
    [InlineData("structured")]
    public void Input_and_output_are_those_of_PostgreSQL(string table) => KnownAnswers.Check(table, RoundTrip);

    private static string RoundTrip(string[] fields, FormatSettings settings)
    {
        var type = TypeNames.Parse(fields[0]);
        var codec = TypeCodec.For(type);
        var values = VectorBuilder.Create(type);
        codec.ParseText(Encoding.UTF8.GetBytes(fields[1]), values, settings);
        var text = Format(codec, values.Build(), settings);

        // The binary form must read back as the same value.
        var binary = new BytesVectorBuilder(SqlTypes.Bytea);
        codec.WriteBinary(values.Build(), binary);
        var bytes = ((BytesVector)binary.Build())[0];
        var again = VectorBuilder.Create(type);
        codec.ReadBinary(bytes, [new FieldRange(0, bytes.Length)], again);
        Assert.Equal(text, Format(codec, again.Build(), settings));
        return text;
    }

    private static string Format(TypeCodec codec, Vector values, FormatSettings settings)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text);
        codec.FormatText(values, text, settings);
        return Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
    }
}
