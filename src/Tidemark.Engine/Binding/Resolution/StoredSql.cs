using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Parses the SQL text that the catalog and routine declarations hold.</summary>
internal static class StoredSql
{
    /// <summary>A default, check, generated column or index expression.</summary>
    public static Expression ParseExpression(string text) => SqlParser.ParseExpression(text);

    /// <summary>A view's query.</summary>
    public static QueryExpression ParseQuery(string text) => SqlParser.Parse(text) is [{ Statement: SelectStatement select }]
        ? select.Query
        : throw InternalErrors.Unexpected("a view's text is not a query");

    /// <summary>A type's name.</summary>
    public static TypeName ParseType(string text) => SqlParser.ParseTypeName(text);

    /// <summary>Does what binds stored text. A place in that text means nothing to the user, so errors lose theirs.</summary>
    public static T Unplaced<T>(Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (SqlException failure) when (failure.Error.Position is not null)
        {
            throw new SqlException(failure.Error with { Position = null }, failure);
        }
    }
}
