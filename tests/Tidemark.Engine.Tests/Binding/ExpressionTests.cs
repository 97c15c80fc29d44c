using Xunit;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>Which routines and conversions expressions are bound to.</summary>
public sealed class ExpressionTests : BindingTest
{
    [Theory]
    [InlineData("'1' + 2", "(1 + 2)")]
    [InlineData("value + 1", "(value#3 + '1'::float8)")]
    [InlineData("device_id + value", "(device_id#2::double precision~ + value#3)")]
    [InlineData("amount + 1", "(amount#5 + 1)")]
    [InlineData("note || 'x'", "(note#4 || 'x')")]
    [InlineData("note LIKE 'a%'", "(note#4 ~~ 'a%')")]
    [InlineData("note NOT ILIKE 'a%'", "(note#4 !~~* 'a%')")]
    [InlineData("device_id BETWEEN 1 AND 2", "((device_id#2 >= 1) AND (device_id#2 <= 2))")]
    [InlineData("device_id NOT BETWEEN 1 AND 2", "((device_id#2 < 1) OR (device_id#2 > 2))")]
    [InlineData("device_id IN (1, 2, NULL)", "(device_id#2 IN (1, 2, NULL))")]
    [InlineData("note NOT IN ('a', 'b')", "(note#4 NOT IN ('a', 'b'))")]
    [InlineData("note IN ('a')", "(note#4 = 'a')")]
    [InlineData("(device_id, note) = (1, 'a')", "((device_id#2 = 1) AND (note#4 = 'a'))")]
    [InlineData("(device_id, value) < (1, 2)", "((device_id#2 < 1) OR ((device_id#2 = 1) AND (value#3 < '2'::float8)))")]
    [InlineData("(device_id, note) IS NULL", "((device_id#2 IS NULL) AND (note#4 IS NULL))")]
    [InlineData("device_id IS DISTINCT FROM 1", "(device_id#2 IS DISTINCT FROM 1)")]
    [InlineData("device_id = ANY ('{1,2}')", "(device_id#2 = ANY '{1,2}'::_int4)")]
    [InlineData("CASE device_id WHEN 1 THEN 'a' ELSE note END", "CASE WHEN (device_id#2 = 1) THEN 'a' ELSE note#4 END")]
    [InlineData("COALESCE(value, 0)", "COALESCE(value#3, '0'::float8)")]
    [InlineData("value::int", "value#3::integer")]
    [InlineData("amount::numeric(5,1)", "amount#5::numeric(5,1)")]
    [InlineData("test_over(1)", "test_over(1)")]
    [InlineData("test_over(1::int8)", "test_over('1'::float8)")]
    [InlineData("test_over('a')", "test_over('a')")]
    [InlineData("test_join('a', 'b', 'c')", "test_join('a', ARRAY['b', 'c'])")]
    [InlineData("test_join('a', VARIADIC ARRAY['b'])", "test_join('a', ARRAY['b'])")]
    [InlineData("test_format('a', 1, 'x')", "test_format('a', 1, 'x'?)")]
    [InlineData("test_named(1, c => false)", "test_named(1, 'x', false)")]
    [InlineData("test_append(ARRAY[1], 2.5)", "test_append(ARRAY[1]::numeric[]~, 2.5)")]
    [InlineData("test_same(1, '2')", "test_same(1, 2)")]
    [InlineData("date '2024-01-02'", "'2024-01-02'::date")]
    [InlineData("'readings'::regclass::oid", "'20001'::oid")]
    [InlineData("ARRAY[1, 2]::text[]", "ARRAY[1::text, 2::text]")]
    public void Expressions_are_resolved_as_in_PostgreSQL(string sql, string expected) => Assert.Equal(expected, Expression(sql, "readings"));

    [Theory]
    [InlineData("test_append(ARRAY[1], 2.5)", "numeric[]")]
    [InlineData("test_append('{1}', 2)", "integer[]")]
    [InlineData("test_same('a'::text, 'b')", "text")]
    [InlineData("CASE WHEN true THEN 1::int2 ELSE 2::int8 END", "bigint")]
    [InlineData("COALESCE(NULL, 'a')", "text")]
    [InlineData("GREATEST('2020-01-01'::date, now())", "timestamp with time zone")]
    [InlineData("interval '1' day", "interval day")]
    [InlineData("float8('1.5')", "double precision")]
    public void Types_are_those_of_PostgreSQL(string sql, string expected) => Assert.Equal(expected, TypeOf(sql));

    [Fact]
    public void A_call_by_name_takes_defaults_and_names_tables() => Assert.Equal(
        "Project ROW(id#1, created#2) -> make_hypertable#3\n  ProjectSet make_hypertable('20001'::regclass, 'time'::name, '1 day'::interval, false) -> (id#1, created#2)\n    Row",
        Tree("SELECT make_hypertable('readings', 'time', chunk_time_interval => interval '1 day')"));

    [Fact]
    public void The_fields_of_a_row_function_can_be_selected() => Assert.Equal(
        ["id", "created"], BindQuery("SELECT * FROM make_hypertable('readings', 'time')").Output.Select(c => c.Name));
}
