using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>A statement after analysis: what it takes, what it gives, and how to run it, any number of times.</summary>
internal abstract class AnalyzedStatement
{
    /// <summary>The types of the parameters.</summary>
    public virtual IReadOnlyList<SqlType> ParameterTypes => [];

    /// <summary>The columns of the result; null when it gives no rows.</summary>
    public virtual IReadOnlyList<ResultColumn>? Columns => null;

    /// <summary>Whether the analysis still holds: the catalog and the settings that it looked at are the same.</summary>
    public abstract bool IsCurrent(SessionContext session);

    /// <summary>What runs it once.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parameters">The values, each a flat vector of one row of the parameter's type.</param>
    public abstract StatementRunner CreateRunner(SessionContext session, Vector[] parameters);
}
