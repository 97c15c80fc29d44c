using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>One input's rows after another's; an input is opened when its turn comes.</summary>
internal sealed class AppendStream(AppendNode node, QueryContext context) : BatchStream
{
    private BatchStream? _current;
    private int _next;

    /// <summary>Streams that share all inputs; null where none of them can be shared.</summary>
    public static BatchStream[]? TryOpenParallel(AppendNode node, QueryContext context)
    {
        var parts = new BatchStream[node.Parts.Length][];
        var shared = false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (Operators.TryOpenParallel(node.Parts[i], context) is { } streams)
            {
                shared = true;
                parts[i] = streams;
            }
            else
            {
                parts[i] = [Operators.Open(node.Parts[i], context)];
            }
        }

        var workers = parts.Max(p => p.Length);
        var sequences = new BatchStream[workers];
        for (var w = 0; w < workers; w++) sequences[w] = new SequenceStream([.. parts.Where(p => w < p.Length).Select(p => p[w])]);
        if (shared) return sequences;
        foreach (var sequence in sequences) sequence.Dispose();
        return null;
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        while (true)
        {
            if (_current is null)
            {
                if (_next == node.Parts.Length) return null;
                _current = Operators.Open(node.Parts[_next++], context);
            }

            if (_current.Next() is { } batch) return batch;
            _current.Dispose();
            _current = null;
        }
    }

    /// <inheritdoc />
    protected override void Close() => _current?.Dispose();

    private sealed class SequenceStream(BatchStream[] parts) : BatchStream
    {
        private int _at;

        public override Batch? Next()
        {
            for (; _at < parts.Length; _at++)
            {
                if (parts[_at].Next() is { } batch) return batch;
            }

            return null;
        }

        protected override void Close()
        {
            foreach (var part in parts) part.Dispose();
        }
    }
}
