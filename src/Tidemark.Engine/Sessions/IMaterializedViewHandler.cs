using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions;

/// <summary>Makes materialized views of its own kind, asked for by options of a namespace, such as <c>timescaledb.continuous</c>.</summary>
internal interface IMaterializedViewHandler
{
    /// <summary>The namespaces it takes.</summary>
    IReadOnlyList<string> Namespaces { get; }

    /// <summary>CREATE MATERIALIZED VIEW with options of these namespaces.</summary>
    CommandResult Create(CreateMaterializedViewStatement statement, SessionContext session);

    /// <summary>Whether a relation is of its kind, so that DROP and ALTER MATERIALIZED VIEW take it.</summary>
    bool Owns(SchemaObject relation, SessionContext session);

    /// <summary>ALTER MATERIALIZED VIEW SET of a relation of its kind, which the caller holds exclusively.</summary>
    void Altered(SchemaObject relation, IReadOnlyList<Option> options, SessionContext session);

    /// <summary>ALTER MATERIALIZED VIEW ADD COLUMN of a relation of its kind, which the caller holds exclusively.</summary>
    void AddColumn(SchemaObject relation, AddColumnAction action, SessionContext session);

    /// <summary>REFRESH MATERIALIZED VIEW of a relation of its kind.</summary>
    CommandResult Refresh(SchemaObject relation, RefreshMaterializedViewStatement statement, SessionContext session);
}
