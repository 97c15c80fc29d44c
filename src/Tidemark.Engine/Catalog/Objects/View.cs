using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tidemark.Engine.Syntax.Statements;
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

    /// <summary>WITH (...) and WITH CHECK OPTION, for pg_class.reloptions, in the order in which they were given.</summary>
    public ImmutableArray<ViewOption> Options { get; init; } = [];

    /// <summary>What is demanded of rows that are written through the view.</summary>
    [JsonIgnore]
    public ViewCheckOption CheckOption => OptionOf("check_option") switch
    {
        "local" => ViewCheckOption.Local,
        "cascaded" => ViewCheckOption.Cascaded,
        _ => ViewCheckOption.None,
    };

    /// <summary>Whether the relations behind it are read with the privileges of who reads the view, rather than those of its owner.</summary>
    [JsonIgnore]
    public bool IsInvoker => OptionOf("security_invoker") is "true" or "on" or "1" or "yes";

    /// <summary>What makes the view a continuous aggregate; null for an ordinary one.</summary>
    public Rollup? Rollup { get; init; }

    private string? OptionOf(string name) => Options.FirstOrDefault(o => o.Name == name)?.Value;

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
    /// <summary>The default of rows that are inserted through the view, as SQL; null where it has none of its own.</summary>
    public string? DefaultSql { get; init; }

    /// <summary>What COMMENT ON says of it.</summary>
    public string? Comment { get; init; }
}

/// <summary>An option of a view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as it was given.</param>
internal sealed record ViewOption(string Name, string Value);
