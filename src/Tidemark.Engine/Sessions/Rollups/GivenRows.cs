using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>Rows in memory that a plan reads like a relation's, so that it is made once and run over other rows each time. One thread at a time.</summary>
internal sealed class GivenRows
{
    private static readonly Batch s_none = new();
    private Batch _rows = s_none;

    /// <summary>The schema of the relation.</summary>
    public const string Schema = "pg_temp";

    /// <summary>Makes the relation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">Its columns.</param>
    public GivenRows(string name, IEnumerable<TableFunctionColumn> columns) => Relation = new VirtualTable
    {
        Oid = uint.MaxValue,
        Schema = Schema,
        Name = name,
        Columns = columns.ToImmutableArray(),
        Fill = (_, builders) =>
        {
            for (var i = 0; i < builders.Length; i++) builders[i].AppendRange(_rows.Column(i), 0, _rows.Length);
        },
    };

    /// <summary>The relation.</summary>
    public VirtualTable Relation { get; }

    /// <summary>Gives rows to the executions until what comes back is disposed.</summary>
    /// <param name="rows">The rows; more columns than the relation's may follow.</param>
    public Use Give(Batch rows)
    {
        _rows = rows;
        return new Use(this);
    }

    /// <summary>The time in which rows are given.</summary>
    public readonly struct Use(GivenRows given) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => given._rows = s_none;
    }
}
