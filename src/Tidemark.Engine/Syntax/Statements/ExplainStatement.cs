using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>EXPLAIN [ANALYZE] [VERBOSE] statement</c> or <c>EXPLAIN (options) statement</c>; the words are options too.</summary>
internal sealed record ExplainStatement(Statement Statement, SyntaxList<Option> Options) : Statement;
