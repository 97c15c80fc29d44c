using FsCheck;
using FsCheck.Fluent;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Xunit;

namespace Tidemark.Engine.Tests.Syntax;

public class ParserTests
{
    [Theory]
    [InlineData("a + b * c", "a + (b * c)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("a ^ b ^ c", "(a ^ b) ^ c")]
    [InlineData("-2 ^ 2", "(-2) ^ 2")]
    [InlineData("-a ^ 2", "(- a) ^ 2")]
    [InlineData("- 5::int", "- 5::integer")]
    [InlineData("- - 5", "5")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("a = b || c", "a = (b || c)")]
    [InlineData("a || b + c", "a || (b + c)")]
    [InlineData("@ -5 + 3", "@ ((-5) + 3)")]
    [InlineData("a < b = c OR d", null)]
    [InlineData("a < b AND c OR d", "((a < b) AND c) OR d")]
    [InlineData("NOT a = b AND c", "(NOT (a = b)) AND c")]
    [InlineData("a = NOT b = c", "a = (NOT (b = c))")]
    [InlineData("a IS NULL = b", "(a IS NULL) = b")]
    [InlineData("a < b IS NULL", "(a < b) IS NULL")]
    [InlineData("a = b BETWEEN c AND d AND e", "(a = (b BETWEEN c AND d)) AND e")]
    [InlineData("a LIKE b || c ESCAPE d", "a LIKE (b || c) ESCAPE d")]
    [InlineData("a + b IN (1)", "(a + b) IN (1)")]
    [InlineData("a AT TIME ZONE b COLLATE \"C\"", "a AT TIME ZONE (b COLLATE \"C\")")]
    [InlineData("- a AT TIME ZONE b", "(- a) AT TIME ZONE b")]
    [InlineData("a * b AT TIME ZONE c", "a * (b AT TIME ZONE c)")]
    [InlineData("a AND b AND c OR d OR e", "(a AND b AND c) OR d OR e")]
    [InlineData("a*-b", "a * (- b)")]
    [InlineData("a!=b", "a <> b")]
    [InlineData("1.5e3::numeric(10,2)[]", "1.5e3::numeric(10, 2)[]")]
    public void Operators_bind_as_in_PostgreSQL(string sql, string? printed)
    {
        if (printed is null) Assert.Throws<SqlException>(() => SqlParser.ParseExpression(sql));
        else Assert.Equal(printed, SyntaxPrinter.Print(SqlParser.ParseExpression(sql)));
    }

    [Fact]
    public void An_operator_has_its_own_position_and_the_start_of_its_left_operand()
    {
        var sum = Assert.IsType<OperatorExpression>(SqlParser.ParseExpression("'é😀' || b + 1"));
        Assert.Equal((6, 1), (sum.Position, sum.Start));
        Assert.Equal((11, 9), (sum.Right.Position, sum.Right.Start));
    }

    [Fact]
    public void Positions_do_not_count_when_trees_are_compared()
    {
        Assert.Equal(SqlParser.ParseExpression("a+f(b)"), SqlParser.ParseExpression(" A  + F ( b ) "));
        Assert.NotEqual(SqlParser.ParseExpression("a + b"), SqlParser.ParseExpression("a - b"));
    }

    [Fact]
    public void A_text_holds_several_statements_each_with_its_place()
    {
        var statements = SqlParser.Parse(" ; SELECT 1 ;; /* x */ SELECT a -- y\n ; ");
        Assert.Equal(["SELECT 1", "SELECT a"], statements.Select(s => s.Text));
        Assert.Equal([3, 23], statements.Select(s => s.Start));
        Assert.Empty(SqlParser.Parse(" -- nothing"));
    }

    [Fact]
    public void Identifiers_are_folded_and_cut_to_63_bytes()
    {
        Assert.Equal(["abcé", "AbC"], ((ColumnReference)SqlParser.ParseExpression("ABCé.\"AbC\"")).Parts);
        Assert.Equal("ÀB" + "é", ((ColumnReference)SqlParser.ParseExpression("\"ÀB\u00e9\"")).Column);
        Assert.Equal(new string('x', 63), ((ColumnReference)SqlParser.ParseExpression(new string('X', 70))).Column);
        Assert.Equal(new string('é', 31), ((ColumnReference)SqlParser.ParseExpression(new string('é', 40))).Column);
    }

    [Theory]
    [InlineData("E'\\x41\\101\\u00e9\\U0001F600\\n\\q'", "AAé😀\nq")]
    [InlineData("E'\\xc3\\xa9\\303\\251'", "éé")]
    [InlineData("E'\\ud83d\\ude00'", "😀")]
    [InlineData("U&'d\\0061t\\+01F600 \\\\'", "dat😀 \\")]
    [InlineData("U&'d!0061!!' UESCAPE '!'", "da!")]
    [InlineData("'a\\b''c'", "a\\b'c")]
    [InlineData("'a' -- x\n 'b'\n'c'", "abc")]
    [InlineData("E'a'\n'\\n'", "a\n")]
    [InlineData("$$a'$b$$", "a'$b")]
    [InlineData("$q$a$$b$q$", "a$$b")]
    public void Strings_are_decoded(string sql, string value) =>
        Assert.Equal(value, ((StringLiteral)SqlParser.ParseExpression(sql)).Value);

    [Theory]
    [InlineData("CREATE TRIGGER x BEFORE INSERT ON t EXECUTE FUNCTION f()", "CREATE TRIGGER")]
    [InlineData("DROP RULE r ON t", "DROP RULE")]
    [InlineData("CREATE POLICY p ON t", "CREATE POLICY")]
    [InlineData("CREATE EVENT TRIGGER x", "CREATE EVENT TRIGGER")]
    [InlineData("CREATE FOREIGN DATA WRAPPER x", "CREATE FOREIGN DATA WRAPPER")]
    [InlineData("CREATE AGGREGATE a (int) (sfunc = f)", "CREATE AGGREGATE")]
    [InlineData("CREATE USER MAPPING FOR x SERVER y", "CREATE USER MAPPING")]
    [InlineData("DROP TRIGGER IF EXISTS x ON t", "DROP TRIGGER")]
    [InlineData("ALTER PUBLICATION p ADD TABLE t", "ALTER PUBLICATION")]
    [InlineData("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "ALTER TABLE ... ENABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE t DISABLE TRIGGER ALL", "ALTER TABLE ... DISABLE TRIGGER")]
    [InlineData("SECURITY LABEL ON TABLE t IS 'x'", "SECURITY LABEL")]
    [InlineData("SELECT xmlelement(name x)", "XMLELEMENT")]
    public void What_Tidemark_does_not_have_is_refused_by_name(string sql, string name)
    {
        var error = Assert.Throws<SqlException>(() => SqlParser.Parse(sql));
        Assert.Equal((SqlState.FeatureNotSupported, $"{name} is not supported"), (error.State, error.Error.Message));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("f(", ")")]
    [InlineData("- (", ")")]
    [InlineData("CASE WHEN ", " THEN 1 END")]
    [InlineData("ARRAY[", "]")]
    [InlineData("(SELECT ", ")")]
    [InlineData("NOT ", "")]
    public void Nesting_beyond_the_stack_is_an_error(string open, string close)
    {
        var sql = string.Concat(Enumerable.Repeat(open, 100_000)) + "a" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Equal(SqlState.StatementTooComplex, Assert.Throws<SqlException>(() => SqlParser.ParseExpression(sql)).State);
    }

    [Fact]
    public void Long_chains_are_not_nested()
    {
        var all = string.Join(" AND ", Enumerable.Range(0, 50_000).Select(i => $"a = {i}"));
        Assert.Equal(50_000, Assert.IsType<LogicalExpression>(SqlParser.ParseExpression(all)).Operands.Count);
    }

    [Fact]
    public void Asof_is_a_join_only_where_it_can_be_one()
    {
        FromItem From(string sql) => Assert.IsType<SelectQuery>(Assert.IsType<SelectStatement>(SqlParser.Parse(sql)[0].Statement).Query).From[0];
        Assert.IsType<AsofJoinTable>(From("SELECT * FROM a ASOF JOIN b ON a.t >= b.t"));
        Assert.True(Assert.IsType<AsofJoinTable>(From("SELECT * FROM a x ASOF LEFT OUTER JOIN b ON true TOLERANCE '1 s'")).IsLeft);
        Assert.Equal("asof", From("SELECT * FROM a asof").Alias?.Name);
        Assert.IsType<JoinTable>(From("SELECT * FROM a AS asof JOIN b ON true"));
        Assert.IsType<JoinTable>(From("SELECT * FROM a \"asof\" JOIN b ON true"));
    }

    [Fact]
    public void Any_identifier_and_string_survive_quoting()
    {
        Prop.ForAll<NonEmptyString, NonNull<string>>((name, value) =>
        {
            var identifier = name.Get.Replace("\0", "");
            if (identifier.Length is 0 or > 15 || value.Get.Contains('\0') || identifier.Any(char.IsSurrogate)) return;
            var sql = $"SELECT {SyntaxPrinter.QuoteLiteral(value.Get)} AS {SyntaxPrinter.QuoteIdentifier(identifier)}";
            var query = (SelectQuery)((SelectStatement)SqlParser.Parse(sql)[0].Statement).Query;
            Assert.Equal((new StringLiteral(value.Get), identifier), (query.Items[0].Value, query.Items[0].Alias));
        }).Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20240101, 3), null)));
    }
}
