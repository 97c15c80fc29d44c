namespace Tidemark.Scripts.RandomQueries;

/// <summary>A column as an expression names it.</summary>
internal sealed record Named(Part Sql, Kind Kind);

/// <summary>What expressions at a place may name.</summary>
/// <param name="Columns">Columns, or in a grouped query what it groups by.</param>
/// <param name="Outer">The query around; its columns may be named too.</param>
internal sealed record Scope(IReadOnlyList<Named> Columns, Scope? Outer)
{
    /// <summary>In a grouped query, the columns that aggregates take.</summary>
    public Scope? Aggregated { get; init; }

    /// <summary>Columns by which rows are in a total order, but for rows that are the same; empty where windows cannot be used.</summary>
    public IReadOnlyList<Part> Order { get; init; } = [];

    public static Scope Empty { get; } = new([], null);

    /// <summary>A column of a type, seldom of a query around; null when there is none.</summary>
    public Named? Pick(Kind kind, Draw draw)
    {
        if (Outer is not null && draw.Chance(30) && Outer.Pick(kind, draw) is { } outer)
            return outer;
        var fitting = Columns.Where(column => column.Kind == kind).ToArray();
        return fitting.Length == 0 ? null : draw.Of(fitting);
    }
}
