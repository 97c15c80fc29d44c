using Tidemark.Cli.Connections;
using Tidemark.Cli.Output;
using Tidemark.Errors;
using Xunit;

namespace Tidemark.Server.Tests.Cli;

public class TableDrawingTests
{
    private static readonly QueryResult Result = new(
        [new ShownColumn("id", true), new ShownColumn("name", false)],
        [["1", "温度"], ["200", null], ["3", "two\nlines"]],
        "SELECT 3");

    [Fact]
    public void Draws_a_table() => Assert.Equal(
        """
         id  | name
        -----+-------
           1 | 温度
         200 |
           3 | two
             | lines
        (3 rows)

        """,
        new TableDrawing(useLines: false).Table(Result));

    [Fact]
    public void Draws_one_value_a_line() => Assert.Equal(
        """
        ─[ RECORD 1 ]
        id   │ 1
        name │ 温度

        """,
        new TableDrawing(useLines: true).Expanded(Result with { Rows = [Result.Rows[0]] }));

    [Fact]
    public void Points_at_the_place_of_an_error()
    {
        var error = new SqlError { State = SqlState.UndefinedColumn, Message = "column \"foo\" does not exist", Position = 17, Hint = "Look again." };

        Assert.Equal(
            """
            ERROR:  column "foo" does not exist
            LINE 2:   foo, b
                      ^
            HINT:  Look again.

            """,
            ErrorText.Describe(error, "SELECT bar, x\n  foo, b"));
    }
}
