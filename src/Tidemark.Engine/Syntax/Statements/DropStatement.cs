using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>DROP kind [IF EXISTS] names [CASCADE|RESTRICT]</c> for relations, types, domains, schemas and extensions.</summary>
internal sealed record DropStatement(ObjectKind Kind, SyntaxList<QualifiedName> Names) : Statement
{
    public bool IfExists { get; init; }

    public bool Cascade { get; init; }

    /// <summary><c>DROP INDEX CONCURRENTLY</c>.</summary>
    public bool IsConcurrent { get; init; }
}

/// <summary><c>DROP FUNCTION|PROCEDURE|ROUTINE|AGGREGATE</c>.</summary>
internal sealed record DropFunctionStatement(ObjectKind Kind, SyntaxList<FunctionSignature> Functions, bool IfExists, bool Cascade) : Statement;
