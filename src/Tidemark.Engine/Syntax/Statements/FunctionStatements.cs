using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>CREATE [OR REPLACE] FUNCTION|PROCEDURE name (parameters) ...</c>.</summary>
internal sealed record CreateFunctionStatement(QualifiedName Name, bool IsProcedure, SyntaxList<FunctionParameter> Parameters) : Statement
{
    public bool OrReplace { get; init; }

    /// <summary>RETURNS; null for a procedure and where OUT parameters say it.</summary>
    public TypeName? Returns { get; init; }

    /// <summary>The columns of <c>RETURNS TABLE (...)</c>.</summary>
    public SyntaxList<FunctionParameter> ReturnsTable { get; init; }

    /// <summary>
    /// In lower case under PostgreSQL's names: <c>language</c>, <c>volatility</c> (immutable, stable, volatile), <c>strict</c>,
    /// <c>security</c> (true is DEFINER), <c>leakproof</c>, <c>window</c>, <c>cost</c>, <c>rows</c>, <c>support</c>, <c>parallel</c>, <c>transform</c>.
    /// </summary>
    public SyntaxList<Option> Options { get; init; }

    /// <summary>The strings after AS: the body; or an object file and a symbol.</summary>
    public SyntaxList<string> Body { get; init; }

    /// <summary>Where the body's text begins, behind its quote.</summary>
    public TextPosition BodyPosition { get; init; }

    /// <summary>The SET clauses.</summary>
    public SyntaxList<Statement> Settings { get; init; }

    /// <summary><c>RETURN expression</c> in place of a body.</summary>
    public Expression? Return { get; init; }

    /// <summary>The statements of <c>BEGIN ATOMIC ... END</c>; null when there is no such body.</summary>
    public SyntaxList<Statement>? Atomic { get; init; }
}

/// <summary><c>ALTER FUNCTION|PROCEDURE|ROUTINE signature options</c>: the options and SET clauses of CREATE FUNCTION, and RESET.</summary>
internal sealed record AlterFunctionStatement(ObjectKind Kind, FunctionSignature Function) : Statement
{
    public SyntaxList<Option> Options { get; init; }

    public SyntaxList<Statement> Settings { get; init; }
}

/// <summary><c>CALL procedure(arguments)</c>.</summary>
internal sealed record CallStatement(FunctionCall Call) : Statement;

/// <summary><c>DO [LANGUAGE language] body</c>.</summary>
internal sealed record DoStatement(string Body, string? Language) : Statement;
