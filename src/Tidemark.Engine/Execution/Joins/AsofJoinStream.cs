using Tidemark.Engine.Planning;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>Joins each left row with the nearest right row of equal keys, by a binary search among them.</summary>
internal sealed class AsofJoinStream : JoinStream
{
    private readonly AsofJoinNode _node;
    private readonly QueryContext _context;
    private readonly BatchStream _input;
    private readonly Evaluator[] _keys;
    private readonly Vector[] _values;
    private readonly Evaluator _order;
    private readonly GroupProbe _probe;
    private AsofTable? _table;
    private int[] _groups = [];
    private Vector _orders = null!;
    private int _length;
    private int _row;

    public AsofJoinStream(AsofJoinNode node, QueryContext context)
        : base(node.Kind, node.Left.Output, node.Right.Output, node.Tolerance, context)
    {
        _node = node;
        _context = context;
        _keys = new EvaluatorFactory(context).Create(node.LeftKeys);
        _values = new Vector[_keys.Length];
        _order = new EvaluatorFactory(context).Create(node.LeftOrder);
        _probe = new GroupProbe(_keys.Length);
        _input = Operators.Open(node.Left, context);
    }

    /// <inheritdoc />
    protected override Vector[] RightColumns => Table.Rows.Columns;

    /// <inheritdoc />
    protected override int RightCount => Table.Rows.Count;

    private AsofTable Table => _table ??= AsofTable.Build(_node, _context);

    /// <inheritdoc />
    protected override Batch? NextLeft() => _input.Next();

    /// <inheritdoc />
    protected override void Begin(Batch left)
    {
        _context.Functions.ThrowIfCancelled();
        _length = left.Length;
        _row = 0;
        if (_groups.Length < _length) _groups = new int[_length];
        for (var k = 0; k < _keys.Length; k++) _values[k] = _keys[k].Evaluate(left);
        Table.Keys.Find(_values, _groups.AsSpan(0, _length), _probe);
        _orders = _order.Evaluate(left);
    }

    /// <inheritdoc />
    protected override int NextPairs(Span<int> leftRows, Span<int> rightRows)
    {
        var count = 0;
        for (; _row < _length && count < leftRows.Length; _row++)
        {
            if (_groups[_row] < 0 || _orders.IsNull(_row) || Table.Nearest(_groups[_row], _orders, _row) is not (>= 0 and var partner)) continue;
            leftRows[count] = _row;
            rightRows[count++] = partner;
        }

        return count;
    }

    /// <inheritdoc />
    protected override void Close()
    {
        _input.Dispose();
        _table?.Dispose();
    }
}
