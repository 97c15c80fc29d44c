using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax;

/// <summary>One statement of a text that may hold several. Positions in the tree count from the start of the whole text.</summary>
/// <param name="Statement">The tree.</param>
/// <param name="Text">The statement's own text, without the semicolon and the white space around it.</param>
/// <param name="Start">Where <paramref name="Text"/> starts in the whole text, as an index of UTF-16 units.</param>
internal sealed record ParsedStatement(Statement Statement, string Text, int Start);
