using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>pg_notify and what a session listens to.</summary>
internal static class NotifyFunctions
{
    public static void Register(Declarations declare)
    {
        declare.Nullable("pg_notify", [SqlTypes.Text, SqlTypes.Text], SqlTypes.Void, static (arguments, row, result, context) =>
        {
            context.Service<INotifications>().Notify(Text(arguments[0], row), Text(arguments[1], row));
            ((BytesVectorBuilder)result).EndValue();
        }, Volatility.Volatile);
        declare.Map("pg_notification_queue_usage", [], SqlTypes.Float8, static _ => 0.0, Volatility.Volatile);
        Rows.Declare(declare, "pg_listening_channels", [], SqlTypes.Text, static call => Rows.Of(call, builder =>
        {
            foreach (var channel in call.Context.Service<INotifications>().Channels) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(channel));
        }), Volatility.Stable);
    }

    private static string Text(Vector argument, int row) => argument.IsNull(row) ? "" : Encoding.UTF8.GetString(VectorAccess.GetBytes(argument, row));
}
