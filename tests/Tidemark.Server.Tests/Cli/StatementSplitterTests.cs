using Tidemark.Cli.Prompt;
using Xunit;

namespace Tidemark.Server.Tests.Cli;

public class StatementSplitterTests
{
    [Theory]
    [InlineData("select 1;", "select 1")]
    [InlineData("select 1; select 2;", "select 1|select 2")]
    [InlineData("select ';'; select \"a;b\";", "select ';'|select \"a;b\"")]
    [InlineData("select 'it''s; so';", "select 'it''s; so'")]
    [InlineData("select $$a;b$$; select $x$ $$;$$ $x$;", "select $$a;b$$|select $x$ $$;$$ $x$")]
    [InlineData("select $1;", "select $1")]
    [InlineData("select /* ; /* ; */ ; */ 1;", "select /* ; /* ; */ ; */ 1")]
    [InlineData("select 1 -- ; no\n;", "select 1 -- ; no\n")]
    [InlineData("create rule r as on insert to t do (delete from a; delete from b);", "create rule r as on insert to t do (delete from a; delete from b)")]
    [InlineData(";;", "")]
    public void Cuts_at_semicolons_outside_of_quotes_and_comments(string text, string statements)
    {
        var splitter = new StatementSplitter();

        var found = text.Split('\n').SelectMany(line => splitter.Add(line).ToList()).Select(statement => statement.TrimStart()).ToArray();

        Assert.Equal(statements.Length == 0 ? [] : statements.Split('|'), found);
        Assert.True(splitter.IsEmpty);
    }

    [Theory]
    [InlineData("select 1", '-')]
    [InlineData("select (1", '(')]
    [InlineData("select 'a", '\'')]
    [InlineData("select \"a", '"')]
    [InlineData("select $$a", '$')]
    [InlineData("/* a", '*')]
    public void The_prompt_shows_what_is_open(string line, char shown)
    {
        var splitter = new StatementSplitter();

        Assert.Empty(splitter.Add(line));

        Assert.False(splitter.IsEmpty);
        Assert.Equal(shown, splitter.Continuation);
    }

    [Fact]
    public void A_finished_comment_is_nothing_to_go_on_with()
    {
        var splitter = new StatementSplitter();

        Assert.Empty(splitter.Add("-- a comment; alone"));

        Assert.True(splitter.IsEmpty);
    }
}
