using System.Text;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Sharing;

/// <summary>A text's use of a shared statement: its constants, read as the parameters' types ask for.</summary>
internal sealed class SharedUse(SharedStatement shared, ReadOnlyMemory<char>[] texts)
{
    private AnalyzedQuery? _analyzed;
    private Vector[] _values = [];

    /// <summary>What is shared.</summary>
    public SharedStatement Shared => shared;

    /// <summary>The constants, as parameters of the last analysis.</summary>
    public Vector[] Values => _values;

    /// <summary>The analysis, for which the constants have been read; null where the text has to be analysed by itself, among others because a constant is not one of its parameter's type.</summary>
    public AnalyzedQuery? Analyze(SessionContext session)
    {
        // A statement that is kept keeps its plan while that holds, as any other does.
        if (_analyzed is { } own && own.IsCurrent(session)) return own;
        if (shared.Analyze(session) is not { } analyzed) return null;
        var parameters = new ParameterValue[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var bytes = new byte[Encoding.UTF8.GetMaxByteCount(texts[i].Length)];
            parameters[i] = new ParameterValue(bytes.AsMemory(0, Encoding.UTF8.GetBytes(texts[i].Span, bytes)), IsNull: false, IsBinary: false);
        }

        try
        {
            _values = StatementParameters.Read(analyzed.ParameterTypes, parameters, session.Format);
        }
        catch (SqlException)
        {
            // Said again, with its position, by the analysis of the text itself.
            return null;
        }

        return _analyzed = analyzed;
    }
}
