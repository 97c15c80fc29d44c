using Tidemark.Engine.Planning;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A column that is filled up from the neighbours of a gap, as TimescaleDB does it: lookups before the first value are only made at the beginning of the range.</summary>
internal abstract class FillColumn
{
    /// <summary>The column of a call.</summary>
    public static FillColumn Create(GapFillColumn column, SqlType type, SqlType time, QueryContext context) =>
        column.IsInterpolation ? new InterpolatedColumn(column, type, time, context) : new CarriedColumn(column, type, context);

    /// <summary>Another group begins.</summary>
    public abstract void BeginGroup();

    /// <summary>Appends the value of a row that is there.</summary>
    public abstract void AppendRow(Vector values, int row, long time, bool isStart, GapFillStream group, VectorBuilder target);

    /// <summary>The row that follows the gaps to come.</summary>
    public abstract void Follow(Vector values, int row, long time);

    /// <summary>Appends the value of a row that is missing.</summary>
    public abstract void AppendGap(long time, bool isStart, GapFillStream group, VectorBuilder target);
}

/// <summary>locf: the last value is carried forward.</summary>
internal sealed class CarriedColumn(GapFillColumn column, SqlType type, QueryContext context) : FillColumn
{
    private readonly VectorBuilder _last = VectorBuilder.Create(type, 1);
    private readonly Evaluator? _previous = column.Previous is null ? null : new EvaluatorFactory(context).Create(column.Previous);
    private bool? _treatsNullAsMissing;
    private bool _isNull = true;

    /// <inheritdoc />
    public override void BeginGroup() => _isNull = true;

    /// <inheritdoc />
    public override void AppendRow(Vector values, int row, long time, bool isStart, GapFillStream group, VectorBuilder target)
    {
        if (values.IsNull(row))
        {
            if (TreatsNullAsMissing())
            {
                AppendGap(time, isStart, group, target);
                return;
            }

            _isNull = true;
            target.AppendNull();
            return;
        }

        Keep(values, row);
        target.AppendRow(values, row);
    }

    /// <inheritdoc />
    public override void Follow(Vector values, int row, long time)
    {
    }

    /// <inheritdoc />
    public override void AppendGap(long time, bool isStart, GapFillStream group, VectorBuilder target)
    {
        if (_isNull && isStart && _previous?.Evaluate(group.GroupRow()) is { } found && !found.IsNull(0)) Keep(found, 0);
        if (_isNull) target.AppendNull();
        else target.AppendRow(_last.Build(), 0);
    }

    private void Keep(Vector values, int row)
    {
        _last.Reset();
        _last.AppendRow(values, row);
        _isNull = false;
    }

    private bool TreatsNullAsMissing()
    {
        if (_treatsNullAsMissing is { } known) return known;
        var value = column.TreatNullAsMissing is null ? null : new EvaluatorFactory(context).Create(column.TreatNullAsMissing).EvaluateConstant();
        _treatsNullAsMissing = value is not null && !value.IsNull(0) && VectorAccess.Get<bool>(value, 0);
        return _treatsNullAsMissing.Value;
    }
}
