namespace Tidemark.Engine.Syntax.Definitions;

/// <summary>How long a relation's rows last.</summary>
internal enum Persistence
{
    Permanent,
    Temporary,
    Unlogged,
}

/// <summary><c>ON COMMIT ...</c> of a temporary table.</summary>
internal enum OnCommitAction
{
    Default,
    PreserveRows,
    DeleteRows,
    Drop,
}
