using Xunit;

namespace Tidemark.Engine.Tests.Execution;

/// <summary>Queries over small tables; expected rows are what PostgreSQL 15 gives.</summary>
public sealed class QueryTests
{
    [Fact]
    public void Select_without_from() => Rows("SELECT 1, 2 + 3, NULL::int4", "1|5|");

    private static void Rows(string sql, params string[] expected)
    {
        using var database = new TestDatabase();
        Assert.Equal(expected, database.Query(sql));
    }
}
