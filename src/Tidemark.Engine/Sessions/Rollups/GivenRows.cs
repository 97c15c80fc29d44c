using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Rollups;

/// <summary>Rows in memory that a plan reads like a relation's, so that it is made once and run over other rows each time. One thread at a time.</summary>
internal sealed class GivenRows
{
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
            for (var i = 0; i < builders.Length; i++) builders[i].AppendRange(Rows.Column(i), 0, Rows.Length);
        },
    };

    /// <summary>The relation.</summary>
    public VirtualTable Relation { get; }

    /// <summary>The rows that the next execution reads; more columns than the relation's may follow.</summary>
    public Batch Rows { get; set; } = new();
}
