using System.Text;

namespace Tidemark.Scripts.RandomQueries;

/// <summary>A column of a table or a derived table.</summary>
internal sealed record Column(string Name, Kind Kind);

/// <summary>A small table; its first column is "id", unique and not null.</summary>
internal sealed record RandomTable(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<string> Statements)
{
    public static RandomTable Create(string name, Draw draw)
    {
        var columns = new List<Column> { new("id", Kind.Int4) };
        var count = draw.Between(3, 8);
        for (var i = 1; i <= count; i++)
            columns.Add(new Column(draw.Chance(60) ? $"c{i}" : $"{name}{i}", draw.Of(Kinds.All)));

        var key = draw.Of("", " PRIMARY KEY", " NOT NULL");
        var statements = new List<string>
        {
            $"CREATE TABLE {name} (id integer{key}, {string.Join(", ", columns.Skip(1).Select(column => $"{column.Name} {column.Kind.Sql()}"))})",
        };
        if (draw.Chance(40))
            statements.Add($"CREATE INDEX ON {name} ({draw.Of(columns.Where(column => column.Kind != Kind.Jsonb).ToArray()).Name})");

        var rows = draw.Of(0, 1, 5, 12, 12, 30);
        var nulls = draw.Of(0, 15, 40);
        for (var from = 1; from <= rows; from += 15)
        {
            var values = new StringBuilder();
            for (var id = from; id < from + 15 && id <= rows; id++)
                values.Append($"{(id == from ? "" : ", ")}({id}, {string.Join(", ", columns.Skip(1).Select(column => draw.Chance(nulls) ? "NULL" : column.Kind.Literal(draw)))})");
            statements.Add($"INSERT INTO {name} VALUES {values}");
        }

        return new RandomTable(name, columns, statements);
    }
}
