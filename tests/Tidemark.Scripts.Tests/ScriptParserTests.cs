using Tidemark.Scripts.Format;
using Xunit;

namespace Tidemark.Scripts.Tests;

public class ScriptParserTests
{
    [Fact]
    public void Sql_that_stands_alone_is_unrecorded()
    {
        var record = Assert.Single(Parse("# comment\n\nSELECT 1,\n  2\n").Records);

        Assert.IsType<Unrecorded>(record.Expected);
        Assert.Equal("SELECT 1,\n  2", record.Sql);
        Assert.Equal(3, record.Line);
    }

    [Fact]
    public void A_query_has_columns_and_rows()
    {
        var record = Assert.Single(Parse("query rowsort\nSELECT v FROM t\n----\nv int4\n2\n1\n\n# end\n").Records);

        var expected = Assert.IsType<Returns>(record.Expected);
        Assert.True(expected.RowSort);
        Assert.Equal("v int4", expected.Columns);
        Assert.Equal(["v int4", "1", "2"], expected.Section);
    }

    [Fact]
    public void An_error_has_its_state_message_and_fields()
    {
        var record = Assert.Single(Parse("statement error 22012 division  by zero\nSELECT 1 / 0\n----\nPOSITION: 8\n").Records);

        var expected = Assert.IsType<Fails>(record.Expected);
        Assert.Equal(("22012", "division  by zero"), (expected.SqlState, expected.Message));
        Assert.Equal(["POSITION: 8"], expected.Fields);
    }

    [Fact]
    public void Conditions_and_connection_hold_for_one_record()
    {
        var records = Parse("skipif tidemark # a reason\nonlyif postgres\nconnection two\nSELECT 1\n\nSELECT 2\n").Records;

        Assert.Equal("two", records[0].Connection);
        Assert.True(records[0].AppliesTo(Engine.Postgres));
        Assert.False(records[0].AppliesTo(Engine.Tidemark));
        Assert.False(records[0].AppliesTo(Engine.Timescale));
        Assert.Equal(ScriptRecord.DefaultConnection, records[1].Connection);
        Assert.True(records[1].AppliesTo(Engine.Tidemark));
    }

    [Fact]
    public void A_restart_is_a_record()
    {
        var script = Parse("SELECT 1\n\nrestart\n\nSELECT 1\n");

        Assert.True(script.HasRestart);
        Assert.Equal([false, true, false], script.Records.Select(record => record.IsRestart));
    }

    [Theory]
    [InlineData("statement perhaps\nSELECT 1\n", 1)]
    [InlineData("statement error 22\nSELECT 1\n", 1)]
    [InlineData("\nquery sometimes\nSELECT 1\n", 2)]
    [InlineData("statement ok\n\nSELECT 1\n", 1)]
    [InlineData("skipif oracle\nSELECT 1\n", 1)]
    [InlineData("SELECT 1\n\nconnection two\n", 3)]
    public void What_is_malformed_is_refused_with_its_place(string text, int line)
    {
        var error = Assert.Throws<ScriptFormatException>(() => Parse(text));

        Assert.StartsWith($"file.slt:{line}: ", error.Message, StringComparison.Ordinal);
    }

    private static Script Parse(string text) => ScriptParser.Parse("file.slt", text);
}
