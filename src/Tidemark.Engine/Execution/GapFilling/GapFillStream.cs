using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// Gives grouped rows, and between them a row for every bucket that is missing. Rows outside of the bounds, and rows whose bucket is none of the series, pass through in their place.
/// Of the input one row is looked ahead, and the keys of the present group are kept.
/// </summary>
internal sealed class GapFillStream : BatchStream
{
    private readonly GapFillNode _node;
    private readonly BatchStream _input;
    private readonly QueryContext _context;
    private readonly VectorBuilder[] _builders;
    private readonly FillColumn[] _fills;
    private readonly Vector[] _columns;
    private readonly Batch _output = new();
    private readonly Vector[] _group;
    private GapFillSeries? _series;
    private long _start;
    private long _finish;
    private long _index;
    private long _next;
    private Batch? _batch;
    private int _row;
    private long _time;
    private bool _isFetched;
    private bool _isDone;
    private bool _inGroup;
    private bool _hadGroup;

    public GapFillStream(GapFillNode node, BatchStream input, QueryContext context)
    {
        _node = node;
        _input = input;
        _context = context;
        _builders = [.. node.Output.Select(c => VectorBuilder.Create(c.Type))];
        _columns = new Vector[_builders.Length];
        _group = new Vector[node.Input.Output.Length];
        var bucket = node.Input.Output[node.Bucket].Type;
        _fills = [.. node.Fills.Select(f => FillColumn.Create(f, node.Input.Output[f.Value].Type, bucket, context))];
    }

    /// <inheritdoc />
    public override Batch? Next()
    {
        _context.Functions.ThrowIfCancelled();
        if (_series is null) Open();
        foreach (var builder in _builders) builder.Reset();
        var rows = 0;
        while (rows < _context.BatchRows && Step()) rows++;
        if (rows == 0) return null;
        for (var i = 0; i < _columns.Length; i++) _columns[i] = _builders[i].Build();
        _output.Set(_columns, rows, null);
        return _output;
    }

    /// <inheritdoc />
    protected override void Close() => _input.Dispose();

    private void Open()
    {
        var factory = new EvaluatorFactory(_context);
        var width = Value(factory, _node.Width, "bucket_width");
        var zone = _node.TimeZone is null ? null : Value(factory, _node.TimeZone, "timezone");
        _start = Bounds(factory, _node.Starts, "start").Max();

        // A condition that compares with null holds for no row: it says nothing of the start either, where that comes from conditions.
        _finish = Bounds(factory, _node.Finishes, _node.Starts[0].Kind == GapFillBoundKind.Given ? "finish" : "start").Min();
        _series = _node.Kernel.CreateSeries(width, zone, _start);
        _start = _series.At(0);
    }

    private static Vector Value(EvaluatorFactory factory, BoundExpression expression, string name)
    {
        var value = factory.Create(expression).EvaluateConstant();
        return value.IsNull(0) ? throw GapFillErrors.IsNull(name) : value;
    }

    private List<long> Bounds(EvaluatorFactory factory, ImmutableArray<GapFillBound> bounds, string name)
    {
        var found = new List<long>();
        foreach (var bound in bounds)
        {
            var value = factory.Create(bound.Value).EvaluateConstant();
            if (!value.IsNull(0)) found.Add(Bound(factory, bound, value));
            else if (bound.Kind != GapFillBoundKind.Given) throw GapFillErrors.NoBound(name);
            if (bound.Kind == GapFillBoundKind.Given && found.Count > 0) break;
        }

        return found.Count > 0 ? found : throw GapFillErrors.NoBound(name);
    }

    private long Bound(EvaluatorFactory factory, GapFillBound bound, Vector at)
    {
        var value = _node.Kernel.ToUnits(at, _context.Functions);
        return bound.Kind switch
        {
            GapFillBoundKind.After => value == long.MaxValue ? value : value + 1,
            GapFillBoundKind.BucketBefore => _node.Kernel.EndOfBuckets(Value(factory, bound.Width!, "bucket_width"), value, inclusive: false),
            GapFillBoundKind.BucketUpTo => _node.Kernel.EndOfBuckets(Value(factory, bound.Width!, "bucket_width"), value, inclusive: true),
            _ => value,
        };
    }

    // One more row; false at the end.
    private bool Step()
    {
        while (true)
        {
            if (!_isFetched && !_isDone) Fetch();
            if (!_inGroup)
            {
                // Without other keys there is one group, also of no rows.
                if (_isDone && (_hadGroup || !_node.Groups.IsEmpty)) return false;
                BeginGroup();
            }

            var hasRow = _isFetched && IsInGroup();
            if (hasRow && (_time <= _next || _next >= _finish))
            {
                GiveRow();
                return true;
            }

            if (_next < _finish)
            {
                GiveGap(hasRow);
                return true;
            }

            _inGroup = false;
            if (_isDone) return false;
        }
    }

    private void Fetch()
    {
        if (_batch is null || ++_row >= _batch.Length)
        {
            _batch = _input.Next();
            _row = 0;
            if (_batch is null)
            {
                _isDone = true;
                return;
            }
        }

        var bucket = _batch.Column(_node.Bucket);
        if (bucket.IsNull(_row)) throw GapFillErrors.IsNull("ts");
        _time = Times.Read(bucket, _row);
        _isFetched = true;
    }

    private void BeginGroup()
    {
        _inGroup = _hadGroup = true;
        _index = 0;
        _next = _series!.At(0);
        foreach (var place in _node.Groups) _group[place] = Copy(_batch!.Column(place), _node.Input.Output[place].Type);
        foreach (var fill in _fills) fill.BeginGroup();
    }

    private Vector Copy(Vector column, SqlType type)
    {
        var builder = VectorBuilder.Create(type, 1);
        builder.AppendRow(column, _row);
        return builder.Detach();
    }

    private bool IsInGroup()
    {
        foreach (var place in _node.Groups)
        {
            var column = _batch!.Column(place);
            var (known, isNull) = (_group[place], column.IsNull(_row));
            if (isNull != known.IsNull(0) || (!isNull && ValueComparison.Compare(column, _row, known, 0) != 0)) return false;
        }

        return true;
    }

    private void GiveRow()
    {
        var batch = _batch!;
        var inputs = _node.Input.Output.Length;
        for (var c = 0; c < inputs; c++) _builders[c].AppendRow(batch.Column(c), _row);
        for (var f = 0; f < _fills.Length; f++) _fills[f].AppendRow(batch.Column(_node.Fills[f].Value), _row, _time, _time == _start, this, _builders[inputs + f]);
        if (_time == _next) Advance();
        _isFetched = false;
    }

    private void GiveGap(bool hasRow)
    {
        var inputs = _node.Input.Output.Length;
        for (var c = 0; c < inputs; c++)
        {
            if (c == _node.Bucket) Times.Append(_builders[c], _next);
            else if (_node.Groups.Contains(c)) _builders[c].AppendRow(_group[c], 0);
            else _builders[c].AppendNull();
        }

        for (var f = 0; f < _fills.Length; f++)
        {
            if (hasRow) _fills[f].Follow(_batch!.Column(_node.Fills[f].Value), _row, _time);
            _fills[f].AppendGap(_next, _next == _start, this, _builders[inputs + f]);
        }

        Advance();
    }

    private void Advance() => _next = _series!.At(++_index);

    /// <summary>The present group's keys as a row of the input without other values, for lookups.</summary>
    internal Batch GroupRow()
    {
        var columns = new Vector[_group.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            columns[c] = _node.Groups.Contains(c) ? _group[c] : VectorShapes.NullConstant(_node.Input.Output[c].Type, 1);
        }

        return new Batch(columns, 1);
    }
}

/// <summary>Buckets as numbers in the units of their type.</summary>
internal static class Times
{
    /// <summary>The value of a row that is not null.</summary>
    public static long Read(Vector column, int row) => column.Type.Physical switch
    {
        PhysicalType.Int16 => VectorAccess.Get<short>(column, row),
        PhysicalType.Int32 => VectorAccess.Get<int>(column, row),
        _ => VectorAccess.Get<long>(column, row),
    };

    /// <summary>Appends a value.</summary>
    public static void Append(VectorBuilder target, long value)
    {
        switch (target)
        {
            case FixedVectorBuilder<short> shorts:
                shorts.Append((short)value);
                break;
            case FixedVectorBuilder<int> ints:
                ints.Append((int)value);
                break;
            default:
                ((FixedVectorBuilder<long>)target).Append(value);
                break;
        }
    }
}
