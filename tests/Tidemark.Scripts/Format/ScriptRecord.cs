namespace Tidemark.Scripts.Format;

/// <summary>One step of a script: SQL with its expected outcome, or a restart of the server (then there is no SQL).</summary>
internal sealed record ScriptRecord
{
    /// <summary>Index of the header line (of the SQL's first, if it stands alone) in the file, from 0.</summary>
    public required int Start { get; init; }

    /// <summary>Index of the first line of SQL.</summary>
    public required int SqlStart { get; init; }

    /// <summary>Index after the last line of SQL.</summary>
    public required int SqlEnd { get; init; }

    /// <summary>Index after the record's last line.</summary>
    public required int End { get; init; }

    public required string Sql { get; init; }

    public required Outcome Expected { get; init; }

    /// <summary>Name of the session that runs it.</summary>
    public string Connection { get; init; } = DefaultConnection;

    public IReadOnlyList<EngineCondition> Conditions { get; init; } = [];

    public bool IsRestart { get; init; }

    public const string DefaultConnection = "";

    /// <summary>The header's line number, from 1.</summary>
    public int Line => Start + 1;

    public bool AppliesTo(Engine engine) => Conditions.All(condition => condition.Holds(engine));
}
