using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;

namespace Tidemark.Engine.Syntax.Statements;

internal enum ViewCheckOption
{
    None,
    Local,
    Cascaded,
}

/// <summary><c>CREATE [OR REPLACE] [TEMPORARY] [RECURSIVE] VIEW name [(columns)] AS query</c>; a recursive one has become WITH RECURSIVE.</summary>
internal sealed record CreateViewStatement(QualifiedName Name, SyntaxList<Name> Columns, QueryExpression Query) : Statement
{
    public bool OrReplace { get; init; }

    public Persistence Persistence { get; init; }

    public SyntaxList<Option> Options { get; init; }

    public ViewCheckOption CheckOption { get; init; }
}

/// <summary><c>CREATE [OR REPLACE] RULE name AS ON event TO table ...</c>, without what it does.</summary>
internal sealed record CreateRuleStatement(string Name, QualifiedName Table) : Statement;

/// <summary><c>CREATE MATERIALIZED VIEW name ... [WITH (timescaledb.continuous, ...)] AS query [WITH [NO] DATA]</c>.</summary>
internal sealed record CreateMaterializedViewStatement(QualifiedName Name, SyntaxList<Name> Columns, QueryExpression Query) : Statement
{
    public bool IfNotExists { get; init; }

    public Persistence Persistence { get; init; }

    public string? AccessMethod { get; init; }

    public SyntaxList<Option> Options { get; init; }

    public string? Tablespace { get; init; }

    public bool WithData { get; init; } = true;
}

/// <summary><c>REFRESH MATERIALIZED VIEW [CONCURRENTLY] name [WITH [NO] DATA]</c>.</summary>
internal sealed record RefreshMaterializedViewStatement(QualifiedName Name, bool IsConcurrent, bool WithData) : Statement;
