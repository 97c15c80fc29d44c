using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Printing;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax;

/// <summary>
/// Trees back to SQL text on one line, such that parsing the text gives an equal tree. Nested operators come in parentheses, as
/// PostgreSQL prints stored expressions.
/// </summary>
internal static class SyntaxPrinter
{
    public static string Print(Statement statement) => Print(writer => writer.Statement(statement));

    public static string Print(QueryExpression query) => Print(writer => writer.Query(query));

    public static string Print(Expression expression) => Print(writer => writer.Expression(expression));

    public static string Print(TypeName type) => Print(writer => writer.Type(type));

    /// <summary>An identifier, in quotes when it would not be read back without.</summary>
    public static string QuoteIdentifier(string identifier) => SqlWriter.Quote(identifier);

    /// <summary>A string constant.</summary>
    public static string QuoteLiteral(string value) => SqlWriter.QuoteString(value);

    private static string Print(Action<SqlWriter> write)
    {
        var writer = new SqlWriter();
        write(writer);
        return writer.ToString();
    }
}
