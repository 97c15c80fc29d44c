using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type with modifier.</param>
/// <param name="TableOid">The table it comes from unchanged; 0 for an expression.</param>
/// <param name="ColumnNumber">The attribute number in that table; 0 for an expression.</param>
public sealed record ResultColumn(string Name, SqlType Type, uint TableOid = 0, short ColumnNumber = 0);
