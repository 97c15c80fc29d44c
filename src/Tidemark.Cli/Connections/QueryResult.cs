namespace Tidemark.Cli.Connections;

/// <summary>A column as it is shown.</summary>
/// <param name="Name">The heading.</param>
/// <param name="IsRightAligned">Whether its values are numbers.</param>
internal sealed record ShownColumn(string Name, bool IsRightAligned);

/// <summary>What a statement gave: rows in text form, or only a command tag.</summary>
/// <param name="Columns">Null when the statement has no rows to give.</param>
/// <param name="Rows">Null stands for NULL.</param>
/// <param name="Tag">The command tag; empty for an empty statement.</param>
internal sealed record QueryResult(IReadOnlyList<ShownColumn>? Columns, IReadOnlyList<string?[]> Rows, string Tag);
