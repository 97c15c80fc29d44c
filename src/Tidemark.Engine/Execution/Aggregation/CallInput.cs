using Tidemark.Engine.Binding;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>
/// What one aggregate call takes out of a batch: the rows that FILTER lets through, its arguments for them, without rows that are null where the aggregate skips nulls.
/// One a worker.
/// </summary>
internal sealed class CallInput
{
    private readonly Evaluator? _filter;
    private readonly Evaluator[] _evaluators;
    private readonly int _arguments;
    private readonly bool _skipsNulls;
    private readonly Selection _passed = new();
    private readonly SubBatch _narrowed = new();
    private readonly VectorBuilder?[] _gathered;
    private int[] _chosen = [];
    private int[] _present = [];

    public CallInput(BoundAggregate call, EvaluatorFactory factory)
    {
        _filter = call.Filter is null ? null : CodedConditionEvaluator.Wrap(call.Filter, factory.Create(call.Filter));
        _evaluators = [.. factory.Create(call.Arguments), .. call.OrderBy.Select(k => factory.Create(k.Expression))];
        _arguments = call.Arguments.Length;
        _skipsNulls = call.Function.SkipsNulls;
        _gathered = new VectorBuilder?[_evaluators.Length];
        Values = new Vector[_evaluators.Length];
    }

    /// <summary>The arguments of the chosen rows, then the values of ORDER BY.</summary>
    public Vector[] Values { get; }

    /// <summary>How many rows are chosen.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether all rows of the batch are chosen.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The chosen rows of the batch; only when not all are.</summary>
    public ReadOnlySpan<int> Chosen => _chosen.AsSpan(0, Rows);

    /// <summary>Takes what the call needs out of a batch; holds until the next call and as long as the batch.</summary>
    public void Take(Batch batch)
    {
        IsWhole = true;
        Rows = batch.Length;
        if (_filter is not null && !Filter(ref batch)) return;
        for (var i = 0; i < _evaluators.Length; i++) Values[i] = _evaluators[i].Evaluate(batch);
        if (_skipsNulls) DropNulls();
    }

    private bool Filter(ref Batch batch)
    {
        _passed.SetWhereTrue(_filter!.Evaluate(batch));
        if (_passed.Count == Rows) return true;
        IsWhole = false;
        Rows = _passed.Count;
        if (Rows == 0) return false;
        if (_chosen.Length < Rows) _chosen = new int[Math.Max(Rows, batch.Length)];
        _passed.Rows.CopyTo(_chosen);
        batch = _narrowed.Of(batch, _passed.Rows);
        return true;
    }

    private void DropNulls()
    {
        var mayBeNull = false;
        for (var i = 0; i < _arguments; i++) mayBeNull |= !Values[i].Validity.IsAllValid;
        if (!mayBeNull) return;
        if (_present.Length < Rows) _present = new int[Rows];
        var present = 0;
        for (var row = 0; row < Rows; row++)
        {
            var valid = true;
            for (var i = 0; i < _arguments; i++) valid &= !Values[i].IsNull(row);
            _present[present] = row;
            present += valid ? 1 : 0;
        }

        if (present == Rows) return;
        var rows = _present.AsSpan(0, present);
        for (var i = 0; i < Values.Length; i++)
        {
            var builder = _gathered[i] ??= VectorBuilder.Create(Values[i].Type, Rows);
            builder.Reset();
            builder.AppendGather(Values[i], rows);
            Values[i] = builder.Build();
        }

        if (_chosen.Length < present) _chosen = new int[Math.Max(present, Rows)];
        for (var i = 0; i < present; i++) _chosen[i] = IsWhole ? _present[i] : _chosen[_present[i]];
        IsWhole = false;
        Rows = present;
    }
}
