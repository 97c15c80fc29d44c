using System.Text;
using Tidemark.Engine.Sessions;
using Tidemark.Storage;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Torture.Killing;

/// <summary>A session in this process whose results are text.</summary>
internal sealed class SqlDoor(Instance instance) : IDisposable
{
    private readonly Session _session = instance.Connect("postgres", "postgres", new Dictionary<string, string>());

    /// <summary>A data directory whose limits are so low that conversions, segments, checkpoints and merges happen all the time.</summary>
    public static Instance Open(string directory) => Instance.Open(directory, new InstanceOptions
    {
        Store = new StoreOptions { SegmentRows = 800, DirectSegmentRows = 400, CheckpointTailRows = 200, CheckpointLogBytes = 300_000, MergeRows = 3000, MergeRest = TimeSpan.FromMilliseconds(200) },
    });

    public List<string> Run(string sql)
    {
        var rows = new List<string>();
        try
        {
            foreach (var statement in _session.PrepareScript(sql))
            {
                using var portal = _session.Bind(statement, []);
                while (portal.Next(int.MaxValue) is { } batch) Add(batch, portal.Columns, rows);
            }

            _session.CompleteImplicitTransaction();
            return rows;
        }
        catch
        {
            _session.Abort();
            throw;
        }
    }

    public void Dispose() => _session.Dispose();

    private void Add(Batch batch, IReadOnlyList<ResultColumn> columns, List<string> rows)
    {
        var texts = columns.Select((column, index) =>
        {
            var text = new BytesVectorBuilder(SqlTypes.Text, batch.Length);
            TypeCodec.For(column.Type).FormatText(batch.Column(index), text, _session.Format);
            return (BytesVector)text.Build();
        }).ToArray();
        for (var row = 0; row < batch.Length; row++) rows.Add(string.Join(' ', texts.Select(t => t.IsNull(row) ? "null" : Encoding.UTF8.GetString(t[row]))));
    }
}
