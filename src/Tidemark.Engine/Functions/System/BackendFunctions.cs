using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>Other sessions: who waits for whom, cancelling and ending them.</summary>
internal static class BackendFunctions
{
    public static void Register(Declarations declare)
    {
        declare.Map<int, bool>("pg_cancel_backend", [SqlTypes.Int4], SqlTypes.Bool, static (id, c) => Told(c.Service<ISessionMonitor>().Cancel(id), id, c), Volatility.Volatile);
        declare.Map<int, bool>("pg_terminate_backend", [SqlTypes.Int4], SqlTypes.Bool, static (id, c) => Told(c.Service<ISessionMonitor>().Terminate(id), id, c), Volatility.Volatile);
        declare.Map<int, long, bool>("pg_terminate_backend", [SqlTypes.Int4, SqlTypes.Int8], SqlTypes.Bool, static (id, _, c) => Told(c.Service<ISessionMonitor>().Terminate(id), id, c), Volatility.Volatile);
        declare.Direct("pg_blocking_pids", [SqlTypes.Int4], SqlTypes.ArrayOf(SqlTypes.Int4)!, static (arguments, row, result, context) =>
        {
            var blockers = context.Service<ISessionMonitor>().BlockersOf(VectorAccess.Get<int>(arguments[0], row));
            TypeCodec.For(result.Type).ParseText(Encoding.UTF8.GetBytes($"{{{string.Join(',', blockers)}}}"), result, context.Format);
        }, Volatility.Volatile);
    }

    private static bool Told(bool found, int id, FunctionContext context)
    {
        if (!found) context.Notice(LockErrors.NoSession(id));
        return found;
    }
}
