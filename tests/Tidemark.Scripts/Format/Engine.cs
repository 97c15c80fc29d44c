namespace Tidemark.Scripts.Format;

/// <summary>What runs a script.</summary>
internal enum Engine
{
    Tidemark,
    Postgres,
    Timescale,
}

/// <summary>A line "skipif engine" or "onlyif engine" before a record.</summary>
internal sealed record EngineCondition(bool Only, Engine Engine)
{
    public bool Holds(Engine engine) => engine == Engine == Only;
}
