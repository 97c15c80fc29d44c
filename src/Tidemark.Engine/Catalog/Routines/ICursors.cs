namespace Tidemark.Engine.Catalog;

/// <summary>The session's open cursors, for pg_cursors.</summary>
internal interface ICursors
{
    /// <summary>All of them.</summary>
    IEnumerable<CursorRow> List();
}

/// <summary>A cursor as pg_cursors shows it; the time is microseconds since 2000-01-01 UTC.</summary>
internal sealed record CursorRow(string Name, string Statement, bool IsHoldable, bool IsBinary, bool IsScrollable, long CreationTime);
