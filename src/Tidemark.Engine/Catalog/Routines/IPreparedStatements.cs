namespace Tidemark.Engine.Catalog;

/// <summary>The session's prepared statements, for pg_prepared_statements.</summary>
internal interface IPreparedStatements
{
    /// <summary>All of them.</summary>
    IEnumerable<PreparedStatementRow> List();
}

/// <summary>A prepared statement as pg_prepared_statements shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Statement">The text that the client sent.</param>
/// <param name="PrepareTime">In microseconds since 2000-01-01 UTC.</param>
/// <param name="ParameterTypes">Type oids.</param>
/// <param name="IsFromSql">Whether PREPARE made it, and not the protocol.</param>
/// <param name="Runs">How often it ran.</param>
internal sealed record PreparedStatementRow(string Name, string Statement, long PrepareTime, IReadOnlyList<long> ParameterTypes, bool IsFromSql, long Runs);
