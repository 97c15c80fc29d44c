using System.Text;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Core.Tests.Types;

/// <summary>Codecs over whole vectors: NULLs, shapes, the place of an error.</summary>
public class TypeCodecTests
{
    [Theory]
    [InlineData("int4", "1|NULL|x|4", "x")]
    [InlineData("numeric", "1|NULL|1..2|4", "1..2")]
    [InlineData("jsonb", "{}|NULL|{\"a\":|4", "")]
    [InlineData("_int4", "{1}|NULL|{1|{2}", "{1")]
    [InlineData("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|NULL|a0eebc99-9c0b-4ef8-bb6d_6bb9bd380a11|x", "6d_6b")]
    [InlineData("timestamptz", "2024-01-01|NULL|2024-02-30|infinity", "2024-02-30")]
    [InlineData("varchar(2)", "ab|NULL|abc|d", "")]
    public void The_builders_length_tells_which_value_is_bad(string type, string values, string culprit)
    {
        var codec = TypeCodec.For(TypeNames.Parse(type));
        var (data, fields) = Split(values);
        var target = VectorBuilder.Create(codec.Type);
        var error = Assert.Throws<SqlException>(() => codec.ParseText(data, fields, target, FormatSettings.Default));
        Assert.Contains(culprit, error.Message + error.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(2, target.Length);
        Assert.Equal(2, target.Build().Length);
        Assert.True(target.Build().IsNull(1));

        // The builder goes on as if the bad value had not been.
        target.AppendNull();
        codec.ParseText(data.AsSpan(0, fields[0].Length), target, FormatSettings.Default);
        Assert.Equal(Text(codec, target.Build())[0], Text(codec, target.Build())[3]);
    }

    [Theory]
    [InlineData("int4", "7|NULL|-5|7")]
    [InlineData("float8", "1.5|NULL|NaN|-0")]
    [InlineData("text", "a|NULL||b")]
    [InlineData("numeric", "1.50|NULL|0|-12345678901234567890.5")]
    [InlineData("timestamptz", "2024-01-01 00:00:00+00|NULL|infinity|2024-01-01 00:00:00.5+00")]
    [InlineData("_text", "{a,NULL}|NULL|{}|{\"x y\"}")]
    public void Every_shape_of_vector_is_written(string type, string values)
    {
        var codec = TypeCodec.For(TypeNames.Parse(type));
        var expected = values.Split('|');
        var (data, fields) = Split(values);
        var builder = VectorBuilder.Create(codec.Type);
        codec.ParseText(data, fields, builder, FormatSettings.Default);
        var flat = builder.Detach();
        Assert.Equal(expected, Text(codec, flat));
        Assert.Equal(expected[1..3], Text(codec, flat.Slice(1, 2)));

        foreach (var row in new[] { 0, 1, 2 })
        {
            Assert.Equal([expected[row], expected[row]], Text(codec, new ConstantVector(flat.Slice(row, 1), 2)));
        }

        builder.AppendRow(flat, 0);
        builder.AppendRow(flat, 2);
        var validity = new Validity([0b10111]);
        var coded = new DictionaryVector(builder.Detach(), [1, 0, 0, 0, 1], 5, validity);
        Assert.Equal([expected[2], expected[0], expected[0], "NULL", expected[2]], Text(codec, coded));
        Assert.Equal([expected[0]], Text(codec, coded.Slice(1, 1)));

        var binary = new BytesVectorBuilder(SqlTypes.Bytea);
        codec.WriteBinary(coded, binary);
        Assert.Equal(5, binary.Length);
        Assert.True(binary.Build().IsNull(3));
    }

    [Fact]
    public void Modifiers_are_applied_by_casts()
    {
        Assert.Equal(["abc", "NULL", "ab"], Coerce("text", "varchar(3)", "abcd|NULL|ab", isExplicit: true));
        Assert.Equal("value too long for type character varying(3)", Assert.Throws<SqlException>(() => Coerce("text", "varchar(3)", "abcd", isExplicit: false)).Message);
        Assert.Equal(["abc"], Coerce("text", "varchar(3)", "abc  ", isExplicit: false));
        Assert.Equal(["a  ", "äöü"], Coerce("text", "bpchar(3)", "a|äöüx", isExplicit: true));
        Assert.Equal(["1.24", "NULL", "-1.24"], Coerce("numeric", "numeric(5,2)", "1.235|NULL|-1.235", isExplicit: false));
        Assert.Equal("numeric field overflow", Assert.Throws<SqlException>(() => Coerce("numeric", "numeric(3,2)", "1|10", isExplicit: true)).Message);
        Assert.Equal(["2024-01-01 00:00:01", "infinity"], Coerce("timestamp", "timestamp(0)", "2024-01-01 00:00:00.5|infinity", isExplicit: false));
        Assert.Equal(["1 day 02:00:00"], Coerce("interval", "interval(hour)", "1 day 02:03:04", isExplicit: false));
        Assert.Equal(["{ab,NULL}", "{}"], Coerce("_text", "_varchar(2)", "{abc,NULL}|{}", isExplicit: true));
    }

    [Fact]
    public void Records_are_written_in_parentheses()
    {
        var texts = new BytesVectorBuilder(SqlTypes.Text);
        foreach (var text in new[] { "plain", "with \"quotes\" and \\", "", "a,b" }) texts.Append(Encoding.UTF8.GetBytes(text));
        texts.AppendNull();
        var numbers = new FixedVectorBuilder<double>(SqlTypes.Float8);
        for (var i = 0; i < 5; i++) numbers.Append(i / 2.0);
        var records = new BytesVectorBuilder(SqlTypes.Record);
        RecordBuilder.Write([texts.Build(), numbers.Build()], 5, records);
        var codec = TypeCodec.For(SqlTypes.Record);
        string[] expected = ["(plain,0)", "(\"with \"\"quotes\"\" and \\\\\",0.5)", "(\"\",1)", "(\"a,b\",1.5)", "(,2)"];
        Assert.Equal(expected, Text(codec, records.Build()));
        Assert.Equal(0, ValueComparison.Compare(records.Build(), 0, records.Build(), 0));
        Assert.True(ValueComparison.Compare(records.Build(), 4, records.Build(), 0) > 0);
    }

    [Fact]
    public void Pseudo_types_have_no_text() =>
        Assert.Equal(SqlState.FeatureNotSupported, Assert.Throws<SqlException>(() => TypeCodec.For(SqlTypes.AnyElement)).State);

    private static string[] Coerce(string source, string target, string values, bool isExplicit)
    {
        var type = TypeNames.Parse(target);
        var codec = TypeCodec.For(TypeNames.Parse(source));
        var (data, fields) = Split(values);
        var builder = VectorBuilder.Create(codec.Type);
        codec.ParseText(data, fields, builder, FormatSettings.Default);
        var result = VectorBuilder.Create(type);
        ModifierCoercion.Apply(builder.Build(), type, isExplicit, result);
        return Text(TypeCodec.For(type), result.Build());
    }

    private static (byte[] Data, FieldRange[] Fields) Split(string values)
    {
        var data = new List<byte>();
        var fields = new List<FieldRange>();
        foreach (var value in values.Split('|'))
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            fields.Add(value == "NULL" ? FieldRange.Null : new FieldRange(data.Count, bytes.Length));
            if (value != "NULL") data.AddRange(bytes);
        }

        return ([.. data], [.. fields]);
    }

    private static string[] Text(TypeCodec codec, Vector values)
    {
        var text = new BytesVectorBuilder(SqlTypes.Text);
        codec.FormatText(values, text, FormatSettings.Default);
        var vector = (BytesVector)text.Build();
        return [.. Enumerable.Range(0, vector.Length).Select(row => vector.IsNull(row) ? "NULL" : Encoding.UTF8.GetString(vector[row]))];
    }
}
