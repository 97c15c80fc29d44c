using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>SELECT ... INTO: CREATE TABLE AS in another form.</summary>
internal static class SelectInto
{
    /// <summary>The statement that a SELECT stands for; null where it has no INTO.</summary>
    public static CreateTableAsStatement? Of(SelectStatement statement)
    {
        var into = (IntoClause?)null;
        var query = Without(statement.Query, ref into);
        if (into is null) return null;
        return new CreateTableAsStatement(into.Name, [], new SelectStatement(query) { Position = statement.Position }) { Persistence = into.Persistence, Position = statement.Position };
    }

    // The first SELECT of several that are put together may have the clause.
    private static QueryExpression Without(QueryExpression query, ref IntoClause? into)
    {
        switch (query)
        {
            case SelectQuery { Into: { } found } select:
                into = found;
                return select with { Into = null };
            case SetOperation operation:
                var left = Without(operation.Left, ref into);
                return into is null ? query : operation with { Left = left };
            default:
                return query;
        }
    }
}
