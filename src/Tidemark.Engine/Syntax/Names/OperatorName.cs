namespace Tidemark.Engine.Syntax.Names;

/// <summary>An operator's symbol (<c>!=</c> is already <c>&lt;&gt;</c>), with a schema when it was written <c>OPERATOR(schema.symbol)</c>.</summary>
internal sealed record OperatorName(string Symbol, string? Schema = null)
{
    public override string ToString() => Schema is null ? Symbol : $"{Schema}.{Symbol}";
}
