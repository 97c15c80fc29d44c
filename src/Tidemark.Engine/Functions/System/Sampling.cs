using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Whether a row falls into a sample of TABLESAMPLE. Not for users to call.</summary>
internal static class Sampling
{
    // Rows of one run share their fate in SYSTEM, as rows of a page do in PostgreSQL.
    private const int RunBits = 8;

    /// <summary>Declares it: row id, percentage, seed, whether there is a seed, whether runs of rows are taken.</summary>
    public static void Register(Declarations declare) =>
        declare.Nullable("tidemark_sample", [Int8, Float4, Float8, SqlTypes.Bool, SqlTypes.Bool], SqlTypes.Bool, IsTaken, Volatility.Stable);

    private static void IsTaken(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        if (arguments[1].IsNull(row)) throw Error("2202H", "TABLESAMPLE parameter cannot be null");
        var percent = VectorAccess.Get<float>(arguments[1], row);
        if (percent is < 0 or > 100 || float.IsNaN(percent)) throw Error("2202H", "sample percentage must be between 0 and 100");
        var isRepeatable = VectorAccess.Get<bool>(arguments[3], row);
        if (isRepeatable && arguments[2].IsNull(row)) throw Error("2202G", "TABLESAMPLE REPEATABLE parameter cannot be null");
        var seed = isRepeatable ? FloatOrder<double>.Hash(VectorAccess.Get<double>(arguments[2], row)) : ValueHash.Of((ulong)context.StatementTime);
        var place = VectorAccess.Get<long>(arguments[0], row);
        if (VectorAccess.Get<bool>(arguments[4], row)) place >>= RunBits;
        var drawn = ValueHash.Combine(seed, (ulong)place) * (1.0 / ulong.MaxValue);
        ((FixedVectorBuilder<bool>)result).Append(drawn < percent / 100.0 || percent >= 100);
    }

    private static SqlException Error(string state, string message) => new(new SqlError { State = new SqlState(state), Message = message });
}
