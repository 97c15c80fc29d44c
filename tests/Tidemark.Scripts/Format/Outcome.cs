using System.Text.RegularExpressions;

namespace Tidemark.Scripts.Format;

/// <summary>What a statement leads to: as a script expects it, or as a server answered.</summary>
internal abstract record Outcome
{
    /// <summary>The record's header line.</summary>
    public abstract string Header { get; }

    /// <summary>The lines below the record's dashes; none without dashes.</summary>
    public virtual IReadOnlyList<string> Section => [];

    /// <summary>Whether what a server answered is what this expects.</summary>
    public abstract bool Accepts(Outcome actual);
}

/// <summary>The SQL stands alone; what it leads to is yet to be recorded.</summary>
internal sealed record Unrecorded : Outcome
{
    public override string Header => "";

    public override bool Accepts(Outcome actual) => false;
}

/// <summary>The statement succeeds without rows.</summary>
/// <param name="Tag">The command tag, say INSERT 0 1; empty when it does not matter.</param>
/// <param name="Notices">Notices and warnings in order, each as "SEVERITY: message".</param>
internal sealed record Completes(string Tag, IReadOnlyList<string> Notices) : Outcome
{
    public override string Header => Tag.Length == 0 ? "statement ok" : $"statement ok {Tag}";

    public override IReadOnlyList<string> Section => Notices;

    public override bool Accepts(Outcome actual) =>
        actual is Completes other && (Tag.Length == 0 || Tag == other.Tag) && Notices.SequenceEqual(other.Notices);
}

/// <summary>The statement fails.</summary>
/// <param name="Message">The whole message, or a regular expression between slashes.</param>
/// <param name="Fields">Lines "DETAIL: …", "HINT: …", "POSITION: …"; a server may say more than is expected, but not less.</param>
internal sealed record Fails(string SqlState, string Message, IReadOnlyList<string> Fields) : Outcome
{
    public override string Header => $"statement error {SqlState} {Message}".TrimEnd();

    public override IReadOnlyList<string> Section => Fields;

    public override bool Accepts(Outcome actual) =>
        actual is Fails other && SqlState == other.SqlState && AcceptsMessage(other.Message) && Fields.All(other.Fields.Contains);

    private bool AcceptsMessage(string actual) => Message is ['/', .. var pattern, '/'] ? Regex.IsMatch(actual, pattern) : Message == actual;
}

/// <summary>The statement returns rows.</summary>
/// <param name="RowSort">Whether rows are compared in sorted order, because the statement fixes none.</param>
/// <param name="Columns">Names and types: "name type|name type".</param>
internal sealed record Returns(bool RowSort, string Columns, IReadOnlyList<string> Rows) : Outcome
{
    public override string Header => RowSort ? "query rowsort" : "query";

    public override IReadOnlyList<string> Section => [Columns, .. RowSort ? [.. Rows.Order(StringComparer.Ordinal)] : Rows];

    public override bool Accepts(Outcome actual) =>
        actual is Returns other && Columns == other.Columns && Section.SequenceEqual((other with { RowSort = RowSort }).Section);
}
