using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Binding;

/// <summary>What a binder may look at. One a statement.</summary>
internal sealed class BindingContext
{
    /// <summary>The catalog as the statement sees it.</summary>
    public required CatalogSnapshot Catalog { get; init; }

    /// <summary>Functions, operators and casts.</summary>
    public required RoutineCatalog Routines { get; init; }

    /// <summary>The relations that code produces.</summary>
    public required VirtualTables VirtualTables { get; init; }

    /// <summary>Schemas to look unqualified names up in, in order, pg_catalog among them.</summary>
    public required IReadOnlyList<string> SearchPath { get; init; }

    /// <summary>The schema that pg_temp means.</summary>
    public string TemporarySchema { get; init; } = "pg_temp";

    /// <summary>The session's state, by which typed literals are read and notices are sent.</summary>
    public required FunctionContext Functions { get; init; }

    /// <summary>The types of the statement's parameters, given and found.</summary>
    public ParameterTypes Parameters { get; init; } = ParameterTypes.None;

    /// <summary>The names of parameters, within the body of a routine; null elsewhere.</summary>
    public RoutineNames? Routine { get; init; }

    /// <summary>Whether continuous aggregates are read as far as they are kept, whatever their views show: for the refresh of those above them.</summary>
    public bool ReadsKeptOnly { get; init; }
}
