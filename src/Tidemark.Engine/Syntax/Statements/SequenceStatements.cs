using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

internal sealed record CreateSequenceStatement(QualifiedName Name, SyntaxList<SequenceOption> Options) : Statement
{
    public bool IfNotExists { get; init; }

    public Persistence Persistence { get; init; }
}

internal sealed record AlterSequenceStatement(QualifiedName Name, SyntaxList<SequenceOption> Options, bool IfExists) : Statement;
