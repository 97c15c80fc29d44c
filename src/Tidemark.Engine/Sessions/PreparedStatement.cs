using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>A parsed statement, analysed once its types are asked for. Belongs to its session.</summary>
public sealed class PreparedStatement
{
    internal PreparedStatement()
    {
    }

    /// <summary>The statement's own text.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>The types of its parameters.</summary>
    public IReadOnlyList<SqlType> ParameterTypes => [];

    /// <summary>The columns of its result; null when it gives no rows.</summary>
    public IReadOnlyList<ResultColumn>? Columns => null;
}
