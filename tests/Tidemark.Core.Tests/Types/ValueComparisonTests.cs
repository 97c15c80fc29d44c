using System.Text;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Core.Tests.Types;

/// <summary>The order of values against PostgreSQL's btree operators; equal values must have equal hashes.</summary>
public class ValueComparisonTests
{
    [Fact]
    public void Order_is_that_of_PostgreSQL() => KnownAnswers.Check("order", (fields, settings) =>
    {
        var codec = TypeCodec.For(TypeNames.Parse(fields[0]));
        var values = VectorBuilder.Create(codec.Type);
        codec.ParseText(Encoding.UTF8.GetBytes(fields[1]), values, settings);
        codec.ParseText(Encoding.UTF8.GetBytes(fields[2]), values, settings);
        var vector = values.Build();
        var order = Math.Sign(ValueComparison.Compare(vector, 0, vector, 1));
        Assert.Equal(-order, Math.Sign(ValueComparison.Compare(vector, 1, vector, 0)));
        if (ValueComparison.AreEqual(vector, 0, vector, 1)) Assert.Equal(ValueComparison.Hash(vector, 0), ValueComparison.Hash(vector, 1));
        return $"{order} {(ValueComparison.AreEqual(vector, 0, vector, 1) ? "t" : "f")}";
    });

    [Fact]
    public void Bytes_of_one_value_may_stand_for_it_only_where_equality_is_bitwise()
    {
        Assert.True(ValueComparison.IsBitwise(SqlTypes.Text));
        Assert.True(ValueComparison.IsBitwise(SqlTypes.TimestampTz));
        Assert.False(ValueComparison.IsBitwise(SqlTypes.Numeric));
        Assert.False(ValueComparison.IsBitwise(SqlTypes.Float8));
        Assert.False(ValueComparison.IsBitwise(SqlTypes.BpChar));
        Assert.False(ValueComparison.IsBitwise(SqlTypes.Interval));
    }
}
