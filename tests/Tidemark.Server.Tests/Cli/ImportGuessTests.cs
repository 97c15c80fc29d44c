using Tidemark.Cli.Import;
using Xunit;

namespace Tidemark.Server.Tests.Cli;

public class ImportGuessTests
{
    [Theory]
    [InlineData("boolean", "true", "f", "")]
    [InlineData("integer", "1", "-2", "2147483647")]
    [InlineData("bigint", "1", "2147483648")]
    [InlineData("double precision", "1", "2.5", "1e-3", "NaN")]
    [InlineData("timestamptz", "2024-01-01", "2024-01-01 10:00", "2024-01-01T10:00:00.123Z", "2024-01-01 10:00:00+02")]
    [InlineData("text", "1", "x")]
    [InlineData("text", "007")]
    [InlineData("text", "", "")]
    [InlineData("text", "true", "1")]
    public void The_narrowest_type_that_fits_all(string type, params string[] values) => Assert.Equal(type, ColumnGuess.Of(values).Type);

    [Fact]
    public void Reads_quoted_values_with_delimiters_quotes_and_line_breaks()
    {
        var sample = DelimitedSample.Read(new StringReader("time,name\n2024-01-01,\"a \"\"q\"\", b\"\n2024-01-02,\"two\nlines\"\n"), null, 100);

        Assert.Equal(',', sample.Delimiter);
        Assert.True(sample.LooksLikeHeader);
        Assert.Equal([["time", "name"], ["2024-01-01", "a \"q\", b"], ["2024-01-02", "two\nlines"]], sample.Records);
    }

    [Theory]
    [InlineData("a\tb\n", '\t')]
    [InlineData("a;b;c,d\n", ';')]
    [InlineData("a\n", ',')]
    public void Guesses_the_delimiter(string text, char delimiter) => Assert.Equal(delimiter, DelimitedSample.Read(new StringReader(text), null, 1).Delimiter);

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("a,a\n3,4\n")]
    [InlineData("a,\n3,4\n")]
    public void Data_is_no_heading(string text) => Assert.False(DelimitedSample.Read(new StringReader(text), null, 10).LooksLikeHeader);

    [Fact]
    public void Counts_records_across_pieces()
    {
        var counter = new RowCounter();

        var rows = counter.Count("a,b\nc,\"d"u8) + counter.Count("\ne\"\nf"u8) + counter.Count(""u8);

        Assert.Equal(2, rows);
        Assert.Equal(1, counter.CountLast());
    }
}
