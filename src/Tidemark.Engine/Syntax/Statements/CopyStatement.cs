using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

internal enum CopyEndpoint
{
    /// <summary>STDIN or STDOUT: the client.</summary>
    Client,
    File,
    Program,
}

/// <summary>
/// <c>COPY table|(query) FROM|TO ...</c>. Either <paramref name="Table"/> or <paramref name="Query"/> is given. Options in the old syntax
/// (<c>DELIMITER ',' CSV HEADER</c>) are in <see cref="Options"/> under their new names.
/// </summary>
internal sealed record CopyStatement(QualifiedName? Table, Statement? Query, bool IsFrom, CopyEndpoint Endpoint) : Statement
{
    public SyntaxList<Name> Columns { get; init; }

    /// <summary>The file's name or the program's command line.</summary>
    public string? Path { get; init; }

    public SyntaxList<Option> Options { get; init; }

    public Expression? Where { get; init; }
}
