using Tidemark.Engine.Binding;
using Tidemark.Types;
using Xunit;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>The shape of bound trees.</summary>
public sealed class BoundTreeTests : BindingTest
{
    [Fact]
    public void A_query_is_scan_filter_project_sort_limit() => AssertTree(
        "SELECT device_id, value * 2 AS twice FROM readings WHERE value > 1 ORDER BY time DESC LIMIT 10",
        """
        Project device_id#2, twice#6
          Limit '10'::int8
            Sort time#1 desc
              Project device_id#2, (value#3 * '2'::float8) -> twice#6, time#1
                Filter (value#3 > '1'::float8)
                  Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void Aggregates_are_computed_once_and_referred_to() => AssertTree(
        "SELECT device_id AS d, count(*), count(*) + 1 AS more FROM readings GROUP BY 1 HAVING max(value) > 3 ORDER BY count(*)",
        """
        Sort count#6
          Project d#2, count#6, (count#6 + 1) -> more#8
            Filter (max#7 > '3'::float8)
              Aggregate by (device_id#2): count() -> #6, max(value#3) -> #7
                Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void A_grouped_expression_becomes_a_column() => AssertTree(
        "SELECT device_id % 2 AS parity, sum(value) FROM readings GROUP BY device_id % 2",
        """
        Project parity#7, sum#6
          Aggregate by ((device_id#2 % 2) -> key#7): sum(value#3) -> #6
            Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void An_aggregate_of_outer_columns_belongs_to_the_outer_query() => AssertTree(
        "SELECT (SELECT sum(r.value)) AS total FROM readings r",
        """
        Project [Project sum#6 -> sum#7;   Row] -> total#8
          Aggregate by (): sum(value#3) -> #6
            Scan readings r(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void A_primary_key_determines_the_other_columns() => AssertTree(
        "SELECT d.name, count(*) FROM devices d GROUP BY d.id",
        """
        Project name#2, count#6
          Aggregate by (id#1, name#2): count() -> #6
            Scan devices d(id#1, name#2, site#3, tags#4, meta#5)
        """);

    [Fact]
    public void Grouping_sets_have_keys_of_their_own() => AssertTree(
        "SELECT device_id, grouping(device_id) AS g FROM readings GROUP BY ROLLUP (device_id)",
        """
        Project device_id#7, CASE WHEN (grouping_id#8 = 0) THEN 0 WHEN (grouping_id#8 = 1) THEN 1 END -> g#9
          Aggregate by (device_id#2 -> device_id#7) sets (0) () -> #8
            Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void Windows_stack_above_the_rows() => AssertTree(
        "SELECT sum(value) OVER w AS total, row_number() OVER (PARTITION BY device_id ORDER BY time ROWS 1 PRECEDING) AS n FROM readings WINDOW w AS (PARTITION BY device_id)",
        """
        Project total#6, n#7
          Window partition (device_id#2) order (time#1) Rows -'1'::int8..0: row_number() -> #7
            Window partition (device_id#2) order () Range -inf..0: sum(value#3) -> #6
              Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void A_window_frame_is_bound() => AssertTree(
        "SELECT sum(value) OVER (ORDER BY time RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW) FROM readings",
        """
        Project sum#6
          Window partition () order (time#1) Range -'01:00:00'::interval..0: sum(value#3) -> #6
            Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void Lateral_joins_say_so() => AssertTree(
        "SELECT x.v FROM readings r CROSS JOIN LATERAL (SELECT r.value + 1 AS v) x",
        """
        Project v#6
          Inner Join lateral
            Scan readings r(time#1, device_id#2, value#3, note#4, amount#5)
            Project (value#3 + '1'::float8) -> v#6
              Row
        """);

    [Fact]
    public void Functions_in_from_see_the_left() => AssertTree(
        "SELECT d.id, t.n FROM devices d, test_unnest(d.tags) WITH ORDINALITY t(tag, n)",
        """
        Project id#1, n#7
          Inner Join lateral
            Scan devices d(id#1, name#2, site#3, tags#4, meta#5)
            Functions test_unnest(tags#4) -> (test_unnest#6) ordinality #7
        """);

    [Fact]
    public void Sets_in_the_select_list_are_expanded_below() => AssertTree(
        "SELECT test_series(1, test_series(1, 2)) AS s",
        """
        Project s#2
          ProjectSet test_series(1, test_series#1) -> (test_series#2)
            ProjectSet test_series(1, 2) -> (test_series#1)
              Row
        """);

    [Fact]
    public void A_recursive_query_has_two_terms() => AssertTree(
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t",
        """
        With
          t recursive all:
            Project 1 -> ?column?#1
              Row
            Project (n#2 + 1) -> ?column?#3
              Filter (n#2 < 3)
                CommonTable t(n#2)
          Project n#5
            CommonTable t(n#5)
        """);

    [Fact]
    public void Set_operations_convert_their_sides() => AssertTree(
        "SELECT 1 AS a UNION ALL SELECT '2' ORDER BY a",
        """
        Sort a#3
          Union all(a#3)
            Project 1 -> a#1
              Row
            Project 2 -> ?column?#2
              Row
        """);

    [Fact]
    public void A_view_is_its_query() => AssertTree(
        "SELECT l.last FROM latest l WHERE device = 1",
        """
        Project last#6
          Filter (device#2 = 1)
            Project device#2, last#6
              Project device_id#2, last#6
                Aggregate by (device_id#2): max(time#1) -> #6
                  Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void Distinct_on_keeps_the_first_of_the_order() => AssertTree(
        "SELECT DISTINCT ON (device_id) device_id, value FROM readings ORDER BY device_id, time DESC",
        """
        Project device_id#2, value#3
          Distinct device_id#2
            Sort device_id#2, time#1 desc
              Project device_id#2, value#3, time#1
                Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5)
        """);

    [Fact]
    public void Tableoid_makes_the_scan_give_it() => AssertTree(
        "SELECT tableoid FROM readings",
        """
        Project tableoid#6 -> tableoid#7
          Scan readings readings(time#1, device_id#2, value#3, note#4, amount#5, tableoid#6)
        """);

    [Fact]
    public void A_query_can_join_using_columns() => AssertTree(
        "SELECT id, b.site FROM devices a FULL JOIN devices b USING (id)",
        """
        Project id#11, site#8
          Project id#1, name#2, site#3, tags#4, meta#5, id#6, name#7, site#8, tags#9, meta#10, COALESCE(id#1, id#6) -> id#11
            Full Join on (id#1 = id#6)
              Scan devices a(id#1, name#2, site#3, tags#4, meta#5)
              Scan devices b(id#6, name#7, site#8, tags#9, meta#10)
        """);

    [Fact]
    public void Correlated_subqueries_use_outer_columns() => AssertTree(
        "SELECT id FROM devices d WHERE EXISTS (SELECT 1 FROM readings r WHERE r.device_id = d.id)",
        """
        Project id#1
          Filter EXISTS [Project 1 -> ?column?#11;   Filter (device_id#7 = id#1);     Scan readings r(time#6, device_id#7, value#8, note#9, amount#10)]
            Scan devices d(id#1, name#2, site#3, tags#4, meta#5)
        """);

    [Fact]
    public void Parameters_take_their_types_from_their_use()
    {
        var parameters = ParameterTypes.Inferred();
        Bind("SELECT $1, $2 + 1 FROM readings WHERE time > $3 AND device_id IN ($4, $5) LIMIT $6", parameters);
        Assert.Equal(["text", "integer", "timestamp with time zone", "integer", "integer", "bigint"], parameters.Complete().Select(t => t.ToString()));
    }

    [Fact]
    public void A_parameter_that_nothing_types_is_an_error()
    {
        var parameters = ParameterTypes.Inferred();
        Bind("SELECT $1 IS NULL", parameters);
        var error = Assert.Throws<Tidemark.Errors.SqlException>(() => parameters.Complete()).Error;
        Assert.Equal(("42P18", "could not determine data type of parameter $1", 8), (error.State.Code, error.Message, error.Position));
    }

    [Fact]
    public void Given_parameter_types_stay()
    {
        var parameters = ParameterTypes.Inferred(SqlTypes.Int8, null);
        Bind("SELECT $1, $2 = $1", parameters);
        Assert.Equal(["bigint", "bigint"], parameters.Complete().Select(t => t.ToString()));
    }

    [Fact]
    public void Result_columns_know_where_they_come_from() => Assert.Equal(
        [(20002u, (short)2), (0u, (short)0), (20001u, (short)3)],
        ColumnOrigins.Of(Bind("SELECT d.name AS n, value + 1, max(value) FILTER (WHERE false) IS NULL, value FROM readings r JOIN devices d ON d.id = r.device_id GROUP BY d.name, value"))
            .Where((_, i) => i != 2).Select(o => (o.TableOid, o.ColumnNumber)));

    private static void AssertTree(string sql, string expected) => Assert.Equal(expected, Tree(sql));
}
