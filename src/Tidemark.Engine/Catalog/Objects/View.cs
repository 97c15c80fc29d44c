using System.Collections.Immutable;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>A view: a query under a name.</summary>
internal sealed record View : SchemaObject
{
    /// <summary>The query as SQL text.</summary>
    public required string Query { get; init; }

    /// <summary>The columns as they were when the view was made.</summary>
    public required ImmutableArray<ViewColumn> Columns { get; init; }

    /// <summary>The oids of the relations that the query reads.</summary>
    public ImmutableArray<uint> DependsOn { get; init; } = [];

    /// <summary>What makes the view a continuous aggregate; null for an ordinary one.</summary>
    public Rollup? Rollup { get; init; }

    /// <inheritdoc />
    public override CatalogObject WithTypes(Func<SqlType, SqlType> resolve)
    {
        var columns = Columns;
        for (var i = 0; i < columns.Length; i++)
            if (resolve(columns[i].Type) is var type && !ReferenceEquals(type, columns[i].Type))
                columns = columns.SetItem(i, columns[i] with { Type = type });
        return columns == Columns ? this : this with { Columns = columns };
    }
}

/// <summary>A column of a view.</summary>
internal sealed record ViewColumn(string Name, SqlType Type)
{
    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }
}
