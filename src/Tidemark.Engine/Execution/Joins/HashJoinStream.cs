using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Joins by looking the left rows' keys up in a table of the right side, which is built when the first row is asked for.</summary>
internal sealed class HashJoinStream : JoinStream
{
    private readonly HashJoinNode _node;
    private readonly SharedJoinTable _shared;
    private readonly BatchStream _input;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly GroupProbe _probe;
    private readonly bool _needsOnePartner;
    private JoinTable _table = null!;
    private int[] _groups = [];
    private int _row;
    private int _candidate = -1;
    private SpilledJoin? _spilled;
    private bool _isIdle;

    private HashJoinStream(HashJoinNode node, BatchStream input, SharedJoinTable shared, QueryContext context)
        : base(node.Kind, node.Left.Output, node.Right.Output, node.Residual, context)
    {
        _node = node;
        _shared = shared;
        _input = input;
        _keys = new EvaluatorFactory(context).Create(node.LeftKeys);
        _values = new Vector[_keys.Length];
        _probe = new GroupProbe(_keys.Length);
        _needsOnePartner = node.Kind is JoinKind.Semi or JoinKind.Anti && node.Residual is null;
    }

    /// <summary>A stream over the whole join.</summary>
    public static BatchStream Open(HashJoinNode node, QueryContext context)
    {
        var shared = new SharedJoinTable(node, context, null, 0);
        return shared.OpenLeft(within => [new HashJoinStream(node, Operators.Open(node.Left, within), shared, context)])![0];
    }

    /// <summary>Streams that share the left rows and one table; null where the left side cannot be shared, or rows of the right are given for having no partner.</summary>
    public static BatchStream[]? TryOpenParallel(HashJoinNode node, QueryContext context)
    {
        if (node.Kind is JoinKind.Right or JoinKind.Full || !ParallelSafety.IsSafe(node.LeftKeys) || (node.Residual is not null && !ParallelSafety.IsSafe(node.Residual))) return null;
        var shared = new SharedJoinTable(node, context, null, 0);
        return shared.OpenLeft(within =>
        {
            if (Operators.TryOpenParallel(node.Left, within) is not { } inputs)
            {
                // With the table built already it is not built again for a single stream.
                if (!node.TellsScans) return null;
                inputs = [Operators.Open(node.Left, within)];
            }

            var streams = new BatchStream[inputs.Length];
            for (var i = 0; i < streams.Length; i++) streams[i] = new HashJoinStream(node, inputs[i], shared, context);
            return streams;
        });
    }

    /// <summary>The join of two files of rows whose keys have come into them by the same hash.</summary>
    /// <param name="node">The join.</param>
    /// <param name="left">The left rows.</param>
    /// <param name="right">The right rows.</param>
    /// <param name="context">The execution.</param>
    /// <param name="level">How often the rows were divided.</param>
    public static HashJoinStream OfPart(HashJoinNode node, BatchStream left, BatchStream right, QueryContext context, int level) =>
        new(node, left, new SharedJoinTable(node, context, right, level), context);

    /// <inheritdoc />
    public override Batch? Next()
    {
        if (_isIdle) return null;
        if (_spilled is null && !Table().IsSpilled) return base.Next();
        // One stream does all the work where it goes through files: its input gives all the rows that no other takes.
        if (_spilled is null && !_shared.TryLead())
        {
            _isIdle = true;
            return null;
        }

        _spilled ??= new SpilledJoin(_node, _table, _input, _keys, Context, _shared.Level);
        return _spilled.Next();
    }

    /// <inheritdoc />
    protected override Vector[] RightColumns => _table.Rows.Columns;

    /// <inheritdoc />
    protected override int RightCount => Table().Rows.Count;

    /// <inheritdoc />
    protected override Batch? NextLeft()
    {
        // Nothing joins with an empty table.
        if (Table().Rows.Count == 0 && _node.Kind is JoinKind.Inner or JoinKind.Semi or JoinKind.Right) return null;
        return _input.Next();
    }

    /// <inheritdoc />
    protected override void Begin(Batch left)
    {
        var rows = left.Length;
        if (_groups.Length < rows) _groups = new int[rows];
        for (var k = 0; k < _keys.Length; k++) _values[k] = _keys[k].Evaluate(left);
        _table.Keys.Find(_values, _groups.AsSpan(0, rows), _probe);
        _row = 0;
        _candidate = rows > 0 && _groups[0] >= 0 ? _table.First(_groups[0]) : -1;
    }

    /// <inheritdoc />
    protected override int NextPairs(Span<int> leftRows, Span<int> rightRows)
    {
        var rows = _groups.AsSpan(0, LeftLength);
        var count = 0;
        while (count < leftRows.Length && _row < rows.Length)
        {
            if (_candidate >= 0)
            {
                leftRows[count] = _row;
                rightRows[count++] = _candidate;
                _candidate = _needsOnePartner ? -1 : _table.Next(_candidate);
            }

            if (_candidate < 0 && ++_row < rows.Length && rows[_row] >= 0) _candidate = _table.First(rows[_row]);
        }

        return count;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _spilled?.Dispose();
        _input.Dispose();
        _shared.Release();
    }

    private int LeftLength => _values.Length == 0 ? 0 : _values[0].Length;

    private JoinTable Table() => _table ??= _shared.Get();

    /// <summary>The table of one execution, built by the worker that needs it first and given back by the last to leave.</summary>
    private sealed class SharedJoinTable(HashJoinNode node, QueryContext context, BatchStream? right, int level)
    {
        private readonly Lock _lock = new();
        private int _users = 1;
        private JoinTable? _table;
        private bool _isLed;
        private BatchStream? _right = right;

        public int Level => level;

        /// <summary>Opens the streams that use the table; where scans of theirs are to know its keys, it is built before. The streams release it.</summary>
        public BatchStream[]? OpenLeft(Func<QueryContext, BatchStream[]?> open)
        {
            try
            {
                var within = !node.TellsScans || Get().IsSpilled ? context : JoinKeys.Announce(node, Get(), context);
                var streams = open(within);
                _users = streams?.Length ?? 0;
                return streams;
            }
            catch
            {
                _table?.Dispose();
                throw;
            }
        }

        public JoinTable Get()
        {
            lock (_lock)
            {
                if (_table is not null) return _table;
                _table = JoinTable.Build(node, Interlocked.Exchange(ref _right, null) ?? Operators.Open(node.Right, context), context, level);
                if (context.Profile is { } profile) profile.Of(node).Note([(_table.PeakMemory, _table.DiskBytes)], _table.IsSpilled ? SpillPartitions.Count : 1);
                return _table;
            }
        }

        /// <summary>True for the first caller.</summary>
        public bool TryLead()
        {
            lock (_lock)
            {
                if (_isLed) return false;
                return _isLed = true;
            }
        }

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) > 0) return;
            _right?.Dispose();
            _table?.Dispose();
        }
    }
}
