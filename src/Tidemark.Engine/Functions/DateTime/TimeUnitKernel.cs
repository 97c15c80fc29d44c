using Tidemark.Engine.Catalog;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>A field of a value, by its name in the first argument.</summary>
internal readonly ref struct NamedUnit(TimeUnit unit, ReadOnlySpan<byte> name)
{
    /// <summary>The field.</summary>
    public TimeUnit Unit { get; } = unit;

    /// <summary>Its name as it was written, for errors.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>22023 or 0A000: the field does not exist, or not for the type.</summary>
    public Errors.SqlException Refuse(string type) => Errors.DataErrors.DateTimeUnit(
        System.Text.Encoding.UTF8.GetString(Name).ToLowerInvariant(), type, Unit != TimeUnit.Unknown);
}

/// <summary>Appends the result for one row.</summary>
internal delegate void TimeUnitFunction(NamedUnit unit, ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context);

/// <summary>A strict function whose first argument names a field; a constant name is looked up once.</summary>
internal sealed class TimeUnitKernel(TimeUnitFunction function) : StrictKernel
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var mayHaveNulls = MayHaveNulls(arguments);
        if (arguments[0] is ConstantVector constant)
        {
            var name = ((BytesVector)constant.Value)[0];
            var unit = new NamedUnit(TimeUnits.Find(name), name);
            for (var row = 0; row < rows; row++)
            {
                if (mayHaveNulls && AnyNull(arguments, row)) result.AppendNull();
                else function(unit, arguments, row, result, context);
            }

            return;
        }

        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row))
            {
                result.AppendNull();
                continue;
            }

            var name = VectorAccess.GetBytes(arguments[0], row);
            function(new NamedUnit(TimeUnits.Find(name), name), arguments, row, result, context);
        }
    }
}
