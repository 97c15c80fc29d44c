using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>PREPARE name [(types)] AS statement</c>.</summary>
internal sealed record PrepareStatement(string Name, SyntaxList<TypeName> ParameterTypes, Statement Statement) : Statement;

/// <summary><c>EXECUTE name [(values)]</c>.</summary>
internal sealed record ExecuteStatement(string Name, SyntaxList<Expression> Arguments) : Statement;

/// <summary><c>DEALLOCATE [PREPARE] name|ALL</c>; no name means ALL.</summary>
internal sealed record DeallocateStatement(string? Name) : Statement;
