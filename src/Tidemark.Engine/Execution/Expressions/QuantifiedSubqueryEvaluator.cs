using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>operand op ANY (subquery) and ALL, also over rows of several operands. The subquery's rows are kept and compared with every operand.</summary>
internal sealed class QuantifiedSubqueryEvaluator : SubqueryEvaluator
{
    private readonly PlannedSubquery _subquery;
    private readonly Evaluator[] _operands;
    private readonly QueryContext _context;
    private readonly FixedVectorBuilder<bool> _result = new(SqlTypes.Bool);
    private readonly VectorBuilder _compared = VectorBuilder.Create(SqlTypes.Bool);
    private readonly FindScratch _scratch = new();
    private readonly KeyColumn? _set;
    private MaterializedRows? _rows;
    private bool _hasNull;
    private long _kept;

    public QuantifiedSubqueryEvaluator(PlannedSubquery subquery, Evaluator[] operands, EvaluatorFactory factory, QueryContext context)
        : base(subquery, factory, context)
    {
        _subquery = subquery;
        _operands = operands;
        _context = context;
        var isMembership = subquery is { Kind: SubqueryKind.Any, OperatorName: "=" } or { Kind: SubqueryKind.All, OperatorName: "<>" };
        if (base.IsConstant && isMembership && operands.Length == 1 && operands[0].Type.Is(subquery.Plan.Output[0].Type)) _set = KeyColumn.Create(operands[0].Type, groupsNulls: false);
    }

    /// <inheritdoc />
    public override bool IsConstant => base.IsConstant && Array.TrueForAll(_operands, o => o.IsConstant);

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        _result.Reset();
        var operands = new Vector[_operands.Length];
        for (var i = 0; i < operands.Length; i++) operands[i] = _operands[i].Evaluate(batch);
        var outer = OuterValues(batch);
        if (_set is not null)
        {
            if (_rows is null) FillSet();
            return Members(operands[0], batch.Length);
        }

        for (var row = 0; row < batch.Length; row++)
        {
            if ((outer.Length > 0 && SetOuter(outer, row, row == 0)) || _rows is null) Fill();
            Append(Test(operands, row));
        }

        return _result.Build();
    }

    private void Fill()
    {
        var share = new MemoryShare(_context.Memory);
        _rows = MaterializedRows.Drain(Open(), _subquery.Plan.Output, ref share);
        share.Dispose();
        if (_rows.ByteSize <= _kept) return;
        _context.Memory.Keep(_rows.ByteSize - _kept);
        _kept = _rows.ByteSize;
    }

    private void FillSet()
    {
        Fill();
        if (_rows!.Count == 0) return;
        var ids = new int[_rows.Count];
        _set!.Assign(_rows.Columns[0], ids);
        _hasNull = Array.IndexOf(ids, -1) >= 0;
    }

    private Vector Members(Vector operand, int rows)
    {
        var ids = new int[rows];
        _set!.Find(operand, ids, _scratch);
        var isAny = _subquery.Kind == SubqueryKind.Any;
        for (var row = 0; row < rows; row++)
        {
            if (_rows!.Count == 0) Append(!isAny);
            else if (ids[row] >= 0) Append(isAny);
            else if (operand.IsNull(row) || _hasNull) Append(null);
            else Append(!isAny);
        }

        return _result.Build();
    }

    private void Append(bool? value)
    {
        if (value is bool known) _result.Append(known);
        else _result.AppendNull();
    }

    // ANY is true when a comparison is true, ALL false when one is false; else unknown if one is unknown. Rows compare as equal rows do, or lexicographically.
    private bool? Test(Vector[] operands, int row)
    {
        var count = _rows!.Count;
        var isAny = _subquery.Kind == SubqueryKind.Any;
        if (count == 0) return !isAny;
        var unknown = false;
        var columns = _rows.Columns;
        for (var start = 0; start < count; start += _context.BatchRows)
        {
            var rows = Math.Min(_context.BatchRows, count - start);
            var outcome = new bool?[rows];
            for (var c = 0; c < operands.Length; c++)
            {
                _compared.Reset();
                var single = VectorBuilder.Create(operands[c].Type, 1);
                single.AppendRow(operands[c], row);
                Vector[] pair = [new ConstantVector(single.Build(), rows), columns[c].Slice(start, rows)];
                var values = new BooleanValues(_subquery.Comparisons[c].Kernel.Invoke(pair, rows, _compared, _context.Functions));
                for (var i = 0; i < rows; i++)
                {
                    bool? value = values.IsNull(i) ? null : values[i];
                    outcome[i] = c == 0 ? value : Combine(outcome[i], value);
                }
            }

            foreach (var value in outcome)
            {
                if (value == isAny) return isAny;
                unknown |= value is null;
            }
        }

        return unknown ? null : !isAny;
    }

    // (a, b) = (c, d) needs both to hold, (a, b) <> (c, d) one.
    private bool? Combine(bool? a, bool? b) => _subquery.OperatorName == "<>"
        ? a == true || b == true ? true : a is null || b is null ? null : false
        : a == false || b == false ? false : a is null || b is null ? null : true;
}
