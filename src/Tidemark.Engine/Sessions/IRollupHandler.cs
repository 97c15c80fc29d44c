using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions;

/// <summary>Makes and alters continuous aggregates: views whose rows a hypertable keeps.</summary>
internal interface IRollupHandler
{
    /// <summary>Whether CREATE MATERIALIZED VIEW with these options asks for one.</summary>
    bool Takes(IReadOnlyList<Option> options);

    /// <summary>CREATE MATERIALIZED VIEW.</summary>
    Commands.CommandResult Create(CreateMaterializedViewStatement statement, SessionContext session);

    /// <summary>ALTER MATERIALIZED VIEW SET. The caller holds the view exclusively.</summary>
    void Altered(View view, IReadOnlyList<Option> options, SessionContext session);
}
