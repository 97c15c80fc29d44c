using Tidemark.Engine.Syntax;
using Xunit;

namespace Tidemark.Engine.Tests.Syntax;

public class RoundTripTests
{
    public static TheoryData<string> Statements => [.. StatementCorpus.Statements];

    [Theory]
    [MemberData(nameof(Statements))]
    public void What_is_printed_parses_to_an_equal_tree(string sql)
    {
        var statement = Assert.Single(SqlParser.Parse(sql)).Statement;
        var printed = SyntaxPrinter.Print(statement);
        var again = Assert.Single(SqlParser.Parse(printed)).Statement;
        Assert.Equal(statement, again);
        Assert.Equal(statement.GetHashCode(), again.GetHashCode());
        Assert.Equal(printed, SyntaxPrinter.Print(again));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_text_that_is_cut_short_is_parsed_or_refused_but_never_breaks_the_parser(string sql)
    {
        for (var length = 0; length < sql.Length; length += 3)
        {
            try
            {
                SqlParser.Parse(sql[..length]);
            }
            catch (Tidemark.Errors.SqlException error)
            {
                Assert.InRange(error.Error.Position ?? 1, 1, length + 1);
                Assert.NotEqual(Tidemark.Errors.SqlState.InternalError, error.State);
            }
        }
    }

    [Fact]
    public void Trees_differ_when_the_statements_do()
    {
        var trees = StatementCorpus.Statements.Select(sql => SqlParser.Parse(sql)[0].Statement).ToList();
        var printed = trees.Select(SyntaxPrinter.Print).ToList();
        for (var i = 0; i < trees.Count; i++)
            for (var j = i + 1; j < trees.Count; j++)
                Assert.Equal(printed[i] == printed[j], trees[i].Equals(trees[j]));
    }
}
