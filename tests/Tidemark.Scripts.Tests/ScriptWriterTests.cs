using Tidemark.Scripts.Format;
using Xunit;

namespace Tidemark.Scripts.Tests;

public class ScriptWriterTests
{
    private const string Before = """
        # a comment

        connection two
        SELECT a,
          b FROM t

        skipif tidemark # reason
        query
        SELECT 1
        ----
        old int4
        1

        statement ok
        DELETE FROM t

        """;

    [Fact]
    public void Outcomes_replace_what_was_expected_and_nothing_else()
    {
        var script = ScriptParser.Parse("file.slt", Before);
        var written = ScriptWriter.Write(script, new Dictionary<ScriptRecord, Outcome>
        {
            [script.Records[0]] = new Returns(RowSort: false, "a int4|b text", ["1|x"]),
            [script.Records[2]] = new Fails("42P01", "relation \"t\" does not exist", ["POSITION: 13"]),
        });

        Assert.Equal(
            """
            # a comment

            connection two
            query
            SELECT a,
              b FROM t
            ----
            a int4|b text
            1|x

            skipif tidemark # reason
            query
            SELECT 1
            ----
            old int4
            1

            statement error 42P01 relation "t" does not exist
            DELETE FROM t
            ----
            POSITION: 13

            """, written);
    }

    [Fact]
    public void Writing_what_is_expected_changes_nothing()
    {
        var script = ScriptParser.Parse("file.slt", Before);
        var outcomes = script.Records.Skip(1).ToDictionary(record => record, record => record.Expected);

        Assert.Equal(Before, ScriptWriter.Write(script, outcomes));
    }
}
