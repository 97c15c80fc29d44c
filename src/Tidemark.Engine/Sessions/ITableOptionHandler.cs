using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Sessions;

/// <summary>Takes table options of a namespace of its own, such as <c>timescaledb.hypertable</c>.</summary>
internal interface ITableOptionHandler
{
    /// <summary>The namespaces it takes.</summary>
    IReadOnlyList<string> Namespaces { get; }

    /// <summary>A table was created with options of these namespaces.</summary>
    void Created(Table table, IReadOnlyList<Option> options, SessionContext session);

    /// <summary>ALTER TABLE SET gave a table options of these namespaces. The caller holds the table exclusively; the other actions of the statement are done.</summary>
    void Altered(Table table, IReadOnlyList<Option> options, SessionContext session);

    /// <summary>ALTER TABLE RESET named options of these namespaces. The caller holds the table exclusively.</summary>
    void Reset(Table table, IReadOnlyList<Option> options, SessionContext session);
}

/// <summary>What rooms above the sessions plug into a database; the composition root fills it.</summary>
internal sealed record SessionExtensions
{
    /// <summary>Nothing plugged in.</summary>
    public static SessionExtensions None { get; } = new();

    /// <summary>Takers of table options.</summary>
    public IReadOnlyList<ITableOptionHandler> TableOptions { get; init; } = [];

    /// <summary>Makers of materialized views of other kinds.</summary>
    public IReadOnlyList<IMaterializedViewHandler> MaterializedViews { get; init; } = [];

    /// <summary>What works for each database beside its sessions.</summary>
    public IReadOnlyList<IDatabaseService> Services { get; init; } = [];
}
