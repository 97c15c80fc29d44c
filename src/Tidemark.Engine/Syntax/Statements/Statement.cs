namespace Tidemark.Engine.Syntax.Statements;

/// <summary>A complete statement.</summary>
internal abstract record Statement : SyntaxNode;
