using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Appends the result for one row.</summary>
internal delegate void TimeUnitFunction(DateTimeUnit unit, ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, ref ZoneCursor zone);

/// <summary>A strict function whose first argument names a unit of time; a constant name is looked up once, and not at all where there are nulls only.</summary>
/// <param name="find">Finds the unit of a name or fails.</param>
/// <param name="function">Computes a row.</param>
internal sealed class TimeUnitKernel(Func<string, DateTimeUnit> find, TimeUnitFunction function) : StrictKernel
{
    /// <inheritdoc />
    protected override void Evaluate(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
    {
        var mayHaveNulls = MayHaveNulls(arguments);
        var zone = new ZoneCursor(context.Format.TimeZone);
        var isConstant = arguments[0] is ConstantVector;
        var unit = default(DateTimeUnit?);
        for (var row = 0; row < rows; row++)
        {
            if (mayHaveNulls && AnyNull(arguments, row))
            {
                result.AppendNull();
                continue;
            }

            if (unit is null || !isConstant) unit = Find(arguments[0], row);
            function(unit.Value, arguments, row, result, ref zone);
        }
    }

    private DateTimeUnit Find(Vector names, int row) => find(Encoding.UTF8.GetString(VectorAccess.GetBytes(names, row)));
}
