using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Sharing;

/// <summary>One analysis for all texts of a shape: their constants are its parameters, those aside that every text must have in common. Belongs to its session.</summary>
internal sealed class SharedStatement
{
    // What was planned for the tables as they were is planned anew now and then, as it would be with each text.
    private const int UsesOfPlan = 100;

    private readonly SqlType?[] _declared;
    private readonly int[] _parameters;
    private readonly string?[] _fixed;
    private AnalyzedQuery? _analyzed;
    private int _uses;

    private SharedStatement(Statement statement, SqlType?[] declared, int[] parameters, string?[] common)
    {
        Statement = statement;
        _declared = declared;
        _parameters = parameters;
        _fixed = common;
    }

    /// <summary>The statement with parameters.</summary>
    public Statement Statement { get; }

    /// <summary>Whether it has been of use so far; when not, each text is analysed by itself.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Makes a statement of one text of its shape; null where no constant may be a parameter.</summary>
    public static SharedStatement? TryMake(Statement statement, IReadOnlyList<TextConstant> constants)
    {
        var places = new Dictionary<int, int>();
        for (var i = 0; i < constants.Count; i++) places[constants[i].Position] = i;
        var lifting = new ConstantLifting(places.ContainsKey);
        if (lifting.Lift(statement) is not { } lifted || lifting.Positions.Count == 0) return null;
        var parameters = lifting.Positions.Select(p => places[p]).ToArray();
        var common = constants.Select((c, i) => Array.IndexOf(parameters, i) < 0 ? c.Value.ToString() : null).ToArray();
        return new SharedStatement(lifted, lifting.Types, parameters, common);
    }

    /// <summary>The constants of another text that are parameters here; null when it differs in others.</summary>
    public ReadOnlyMemory<char>[]? ValuesOf(IReadOnlyList<TextConstant> constants)
    {
        for (var i = 0; i < _fixed.Length; i++)
        {
            if (_fixed[i] is { } common && !constants[i].Value.Span.SequenceEqual(common)) return null;
        }

        var values = new ReadOnlyMemory<char>[_parameters.Length];
        for (var i = 0; i < values.Length; i++) values[i] = constants[_parameters[i]].Value;
        return values;
    }

    /// <summary>The analysis; null where the statement has to be analysed with its constants, which then also says what is wrong with it.</summary>
    public AnalyzedQuery? Analyze(SessionContext session)
    {
        if (!IsUsable) return null;
        if (_analyzed is { } known && known.IsCurrent(session) && _uses++ < UsesOfPlan) return known;
        (_analyzed, _uses) = (null, 0);
        try
        {
            if (StatementAnalyzer.Analyze(Statement, _declared, session) is AnalyzedQuery renewed && IsIndifferent(renewed.Plan.Root) && renewed.ParameterTypes.All(IsPlain)) _analyzed = renewed;
        }
        catch (SqlException)
        {
            // Said again, with the right position, by the analysis of the text itself.
        }

        IsUsable = _analyzed is not null;
        return _analyzed;
    }

    // Operators that are chosen without a look at the values of constants.
    private static bool IsIndifferent(PlanNode node) =>
        node is SeqScanNode or OrderedScanNode or FilterNode or ProjectNode or ValuesNode or InsertNode or UpdateNode or DeleteNode or AggregateNode or SortNode or TopNNode or LimitNode or DistinctNode or HashJoinNode
        && node.Inputs.All(IsIndifferent);

    // Types whose values mean the same whether they are read from a constant of the text or from a parameter.
    private static bool IsPlain(SqlType type) => type.Kind is TypeKind.Bool or TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 or TypeKind.Float4 or TypeKind.Float8 or TypeKind.Numeric or TypeKind.Text
        or TypeKind.Varchar or TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampTz or TypeKind.Uuid or TypeKind.Interval or TypeKind.Jsonb or TypeKind.Bytea;
}
