using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Definitions;

internal enum ParameterMode
{
    /// <summary>Nothing was written: IN.</summary>
    Default,
    In,
    Out,
    InOut,
    Variadic,
}

/// <summary>A parameter of CREATE FUNCTION, or a type in a signature that names a function.</summary>
internal sealed record FunctionParameter(string? Name, TypeName Type, ParameterMode Mode, Expression? Default) : SyntaxNode;

/// <summary>A function as DROP, ALTER, GRANT and COMMENT name it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Null when no list was written, so that the name alone must do.</param>
internal sealed record FunctionSignature(QualifiedName Name, SyntaxList<FunctionParameter>? Parameters) : SyntaxNode;
