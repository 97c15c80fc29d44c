namespace Tidemark.Testing.Wire;

/// <summary>The fields of an error or a notice, by their letters in the protocol.</summary>
public sealed class WireNotice(IReadOnlyDictionary<char, string> fields)
{
    public string Severity => this['V'] ?? this['S'] ?? "";

    public string SqlState => this['C'] ?? "";

    public string Message => this['M'] ?? "";

    public string? Detail => this['D'];

    public string? Hint => this['H'];

    /// <summary>Counted in characters from 1.</summary>
    public string? Position => this['P'];

    public string? this[char field] => fields.GetValueOrDefault(field);

    public override string ToString() => $"{Severity} {SqlState}: {Message}";
}
