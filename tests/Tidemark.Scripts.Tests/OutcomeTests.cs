using Tidemark.Scripts.Format;
using Xunit;

namespace Tidemark.Scripts.Tests;

public class OutcomeTests
{
    [Fact]
    public void Order_of_rows_counts_unless_they_are_sorted()
    {
        var actual = new Returns(RowSort: false, "v int4", ["2", "1"]);

        Assert.True(new Returns(RowSort: true, "v int4", ["1", "2"]).Accepts(actual));
        Assert.False(new Returns(RowSort: false, "v int4", ["1", "2"]).Accepts(actual));
        Assert.False(new Returns(RowSort: true, "v int8", ["1", "2"]).Accepts(actual));
        Assert.False(new Returns(RowSort: true, "v int4", ["1", "2", "2"]).Accepts(actual));
    }

    [Fact]
    public void A_tag_counts_when_it_is_given()
    {
        var actual = new Completes("INSERT 0 2", []);

        Assert.True(new Completes("", []).Accepts(actual));
        Assert.True(new Completes("INSERT 0 2", []).Accepts(actual));
        Assert.False(new Completes("INSERT 0 1", []).Accepts(actual));
        Assert.False(new Completes("", ["NOTICE: x"]).Accepts(actual));
    }

    [Fact]
    public void A_server_may_say_more_about_an_error_but_not_less()
    {
        var actual = new Fails("42601", "syntax error at or near \"x\"", ["HINT: expected a table", "POSITION: 8"]);

        Assert.True(new Fails("42601", "syntax error at or near \"x\"", ["POSITION: 8"]).Accepts(actual));
        Assert.True(new Fails("42601", "/near \"[a-z]\"$/", []).Accepts(actual));
        Assert.False(new Fails("42601", "syntax error at or near \"x\"", ["POSITION: 9"]).Accepts(actual));
        Assert.False(new Fails("42601", "syntax error", []).Accepts(actual));
        Assert.False(new Fails("42000", "/syntax/", []).Accepts(actual));
    }

    [Fact]
    public void What_is_not_recorded_accepts_nothing() => Assert.False(new Unrecorded().Accepts(new Unrecorded()));
}
