using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Facts and services of the server: encodings, transaction ids, waiting, random UUIDs.</summary>
internal static class ServerFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        EnumFunctions.Register(declare);
        NullCounts.Register(declare);
        Sampling.Register(declare);
        declare.Map("pg_char_to_encoding", [Name], Int4, (string name) => name.Replace("-", "").ToUpperInvariant() is "UTF8" or "UNICODE" ? 6 : -1, Volatility.Stable);
        declare.Map("getdatabaseencoding", [], Name, _ => "UTF8", Volatility.Stable);
        TransactionNumbers.Register(declare);
        declare.Map("pg_my_temp_schema", [], Oid, _ => 0L, Volatility.Stable);
        declare.Map("pg_is_other_temp_schema", [Oid], Bool, (long _) => false, Volatility.Stable);
        declare.Function("pg_sleep", [Float8], SqlTypes.Void, new DirectKernel(Sleep) { IsPerRow = true }, Volatility.Volatile);
        declare.Function("pg_sleep_for", [SqlTypes.Interval], SqlTypes.Void, new DirectKernel(static (arguments, row, result, context) =>
            Sleep(Seconds(VectorAccess.Get<Types.Interval>(arguments[0], row)), result, context))
        { IsPerRow = true }, Volatility.Volatile);
        declare.Function("pg_sleep_until", [TimestampTz], SqlTypes.Void, new DirectKernel(static (arguments, row, result, context) =>
            Sleep((VectorAccess.Get<long>(arguments[0], row) - Now(context)) / 1e6, result, context))
        { IsPerRow = true }, Volatility.Volatile);
        declare.Map("gen_random_uuid", [], SqlTypes.Uuid, context => RandomUuid(context.Random), Volatility.Volatile);
    }

    // Version 4 of RFC 9562.
    private static Types.Uuid RandomUuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return Types.Uuid.Read(bytes);
    }

    // Waits in short naps, so that a cancelled statement ends soon.
    private static void Sleep(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context) =>
        Sleep(VectorAccess.Get<double>(arguments[0], row), result, context);

    private static double Seconds(Types.Interval span) => (double)span.Span / 1e6;

    private static long Now(FunctionContext context) =>
        (context.Clock.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond - Calendar.UnixEpochMicros;

    private static void Sleep(double seconds, VectorBuilder result, FunctionContext context)
    {
        var start = context.Clock.GetTimestamp();
        while (true)
        {
            context.ThrowIfCancelled();
            var left = seconds - context.Clock.GetElapsedTime(start).TotalSeconds;
            if (!(left > 0)) break;
            Thread.Sleep(TimeSpan.FromSeconds(Math.Min(left, 0.02)));
        }

        ((BytesVectorBuilder)result).EndValue();
    }
}
