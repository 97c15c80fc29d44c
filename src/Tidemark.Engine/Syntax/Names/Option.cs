namespace Tidemark.Engine.Syntax.Names;

/// <summary>
/// <c>[namespace.]name [= value]</c>: a storage parameter, or an option of COPY, EXPLAIN, CREATE DATABASE and others. The old spellings of
/// such options are turned into this form.
/// </summary>
internal sealed record Option(string? Namespace, string Name, OptionValue? Value) : SyntaxNode
{
    /// <summary>The name with its namespace: <c>timescaledb.compress</c>.</summary>
    public string FullName => Namespace is null ? Name : $"{Namespace}.{Name}";
}

/// <summary>How an option's value was written.</summary>
internal enum OptionValueKind
{
    /// <summary>An identifier, keyword or type, in its canonical spelling.</summary>
    Word,

    /// <summary>A number with its sign.</summary>
    Number,

    /// <summary>A string constant.</summary>
    String,

    /// <summary>A bare <c>*</c>, as in <c>FORCE_QUOTE *</c>.</summary>
    Star,

    /// <summary>A parenthesized list of words and strings.</summary>
    List,
}

/// <param name="Kind">How it was written.</param>
/// <param name="Text">The value; empty for a list.</param>
/// <param name="Items">The members of a list.</param>
internal sealed record OptionValue(OptionValueKind Kind, string Text, SyntaxList<Name> Items = default) : SyntaxNode;
