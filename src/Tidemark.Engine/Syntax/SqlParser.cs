using Tidemark.Engine.Syntax.Blocks;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Parsing;

namespace Tidemark.Engine.Syntax;

/// <summary>
/// Text to syntax trees: PostgreSQL 15's grammar, and what TimescaleDB and Tidemark add to it. A text that does not follow the grammar
/// raises <see cref="Tidemark.Errors.SqlException"/> with PostgreSQL's message and the position of the offending token.
/// </summary>
internal static class SqlParser
{
    /// <summary>A buffer that a thread uses again for its next text, unless a large text made it large.</summary>
    [ThreadStatic]
    private static TokenBuffer? t_buffer;

    private const int KeptTokens = 64 * 1024;

    /// <summary>All statements of a text, which semicolons separate. Empty statements are left out.</summary>
    public static IReadOnlyList<ParsedStatement> Parse(string text) => Run(text, static parser => parser.ParseStatements());

    /// <summary>A text that is one expression, such as a stored default or check constraint.</summary>
    public static Expression ParseExpression(string text) => Run(text, static parser => parser.ParseWholeExpression());

    /// <summary>A text that is one block of PL/pgSQL, as DO has it.</summary>
    public static Block ParseBlock(string text) => Run(text, static parser => parser.ParseWholeBlock());

    /// <summary>A text that is one type, such as the argument of regtype.</summary>
    public static TypeName ParseTypeName(string text) => Run(text, static parser => parser.ParseWholeType());

    private static T Run<T>(string text, Func<Parser, T> parse)
    {
        var buffer = t_buffer ?? new TokenBuffer(1024);
        t_buffer = null;
        Lexer.Tokenize(text, buffer);
        var result = parse(new Parser(text, buffer));
        if (buffer.Capacity <= KeptTokens)
        {
            buffer.Clear();
            t_buffer = buffer;
        }
        return result;
    }
}
