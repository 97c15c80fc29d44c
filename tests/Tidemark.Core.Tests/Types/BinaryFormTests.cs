using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Core.Tests.Types;

/// <summary>The bytes that PostgreSQL's send functions give, and the errors of its receive functions.</summary>
public class BinaryFormTests
{
    [Fact]
    public void Binary_output_is_that_of_PostgreSQL() => KnownAnswers.Check("binary", (fields, settings) =>
    {
        var codec = TypeCodec.For(TypeNames.Parse(fields[0]));
        var values = VectorBuilder.Create(codec.Type);
        codec.ParseText(Encoding.UTF8.GetBytes(fields[1]), values, settings);
        var binary = new BytesVectorBuilder(SqlTypes.Bytea);
        codec.WriteBinary(values.Build(), binary);
        return Convert.ToHexStringLower(((BytesVector)binary.Build())[0]);
    });

    [Theory]
    [InlineData("int4", "000000", "08P01 insufficient data left in message")]
    [InlineData("int4", "0000000000", "22P03 incorrect binary data format")]
    [InlineData("date", "7fffff00", "22008 date out of range")]
    [InlineData("timestamp", "7fffffffffffff00", "22008 timestamp out of range")]
    [InlineData("time", "ffffffffffffffff", "22008 time out of range")]
    [InlineData("text", "61ff", "22021 invalid byte sequence for encoding \"UTF8\": 0xff")]
    [InlineData("text", "6100", "22021 invalid byte sequence for encoding \"UTF8\": 0x00")]
    [InlineData("text", "c3", "22021 invalid byte sequence for encoding \"UTF8\": 0xc3")]
    [InlineData("text", "e28241", "22021 invalid byte sequence for encoding \"UTF8\": 0xe2 0x82 0x41")]
    [InlineData("numeric", "0001000012340000", "22P03 invalid sign in external \"numeric\" value")]
    [InlineData("numeric", "00010000000040000001", "22P03 invalid scale in external \"numeric\" value")]
    [InlineData("numeric", "00010000000000002710", "22P03 invalid digit in external \"numeric\" value")]
    [InlineData("numeric", "00020000000000000001", "08P01 insufficient data left in message")]
    [InlineData("jsonb", "027b7d", "XX000 unsupported jsonb version number 2")]
    [InlineData("_int4", "000000070000000000000017", "54000 number of array dimensions (7) exceeds the maximum allowed (6)")]
    [InlineData("_int4", "000000010000000200000017", "22P03 invalid array flags")]
    [InlineData("_int4", "000000010000000000000017000000010000000100000004", "08P01 insufficient data left in message")]
    [InlineData("_int4", "000000000000000000000019", "42804 binary data has array element type 25 (text) instead of expected 23 (integer)")]
    public void Bad_binary_input_is_refused(string type, string hex, string error)
    {
        var codec = TypeCodec.For(TypeNames.Parse(type));
        var bytes = Convert.FromHexString(hex);
        var target = VectorBuilder.Create(codec.Type);
        var thrown = Assert.Throws<SqlException>(() => codec.ReadBinary(bytes, [FieldRange.Null, new FieldRange(0, bytes.Length)], target));
        Assert.Equal(error, $"{thrown.State} {thrown.Message}");
        Assert.Equal(1, target.Length);
    }
}
