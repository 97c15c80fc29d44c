using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Functions;

/// <summary>What a session can be asked about itself: version, users, schemas, settings.</summary>
internal static class SessionFunctions
{
    /// <summary>Begins as PostgreSQL's does, because clients read the number behind the first word.</summary>
    public const string Version = "PostgreSQL 15.18 (Tidemark 0.1.0) on .NET, 64-bit";

    public static void Register(Declarations declare)
    {
        declare.Map("version", [], SqlTypes.Text, static _ => Version, Volatility.Stable);
        foreach (var name in new[] { "current_database", "current_catalog" }) declare.Map(name, [], SqlTypes.Name, static c => c.DatabaseName, Volatility.Stable);
        foreach (var name in new[] { "current_user", "current_role", "user" }) declare.Map(name, [], SqlTypes.Name, static c => c.CurrentUser, Volatility.Stable);
        declare.Map("session_user", [], SqlTypes.Name, static c => c.SessionUser, Volatility.Stable);
        declare.Map("current_schema", [], SqlTypes.Name, static c => c.SearchPath.FirstOrDefault(s => s != "pg_catalog"), Volatility.Stable);
        declare.Write<bool>("current_schemas", [SqlTypes.Bool], SqlTypes.ArrayOf(SqlTypes.Name)!, static (implied, builder, context) =>
        {
            var names = context.SearchPath.Where(s => implied || s != "pg_catalog").Select(s => s.Contains(',') || s.Contains('"') ? $"\"{s.Replace("\"", "\\\"")}\"" : s);
            TypeCodec.For(SqlTypes.ArrayOf(SqlTypes.Name)!).ParseText(Encoding.UTF8.GetBytes($"{{{string.Join(',', names)}}}"), builder, context.Format);
        }, Volatility.Stable);
        declare.Map("pg_backend_pid", [], SqlTypes.Int4, static c => c.ProcessId, Volatility.Stable);
        declare.Map("pg_is_in_recovery", [], SqlTypes.Bool, static _ => false, Volatility.Volatile);
        declare.Map("pg_postmaster_start_time", [], SqlTypes.TimestampTz, static c => c.TransactionTime, Volatility.Stable);
        declare.Map("inet_server_port", [], SqlTypes.Int4, static _ => (int?)null, Volatility.Stable);
        declare.Map<string, string>("current_setting", [SqlTypes.Text], SqlTypes.Text, static (name, c) => c.GetSetting(name) ?? throw SettingErrors.Unrecognized(name), Volatility.Stable);
        declare.Map<string, bool, string?>("current_setting", [SqlTypes.Text, SqlTypes.Bool], SqlTypes.Text,
            static (name, missingOk, c) => c.GetSetting(name) ?? (missingOk ? null : throw SettingErrors.Unrecognized(name)), Volatility.Stable);
        declare.Nullable("set_config", [SqlTypes.Text, SqlTypes.Text, SqlTypes.Bool], SqlTypes.Text, static (arguments, row, result, c) =>
        {
            var name = TextOf(arguments[0], row) ?? throw SettingErrors.RequiresName();
            c.SetSetting(name, TextOf(arguments[1], row), !arguments[2].IsNull(row) && VectorAccess.Get<bool>(arguments[2], row));
            ((BytesVectorBuilder)result).Append(Encoding.UTF8.GetBytes(c.GetSetting(name) ?? ""));
        }, Volatility.Volatile);
        declare.Map<long, string>("pg_get_userbyid", [SqlTypes.Oid], SqlTypes.Name,
            static (oid, c) => c.Shared.Find<Role>((uint)oid)?.Name ?? $"unknown (OID={oid})", Volatility.Stable);
        declare.Map<int, string>("pg_encoding_to_char", [SqlTypes.Int4], SqlTypes.Name, static encoding => encoding == 6 ? "UTF8" : "");
        declare.Map("pg_client_encoding", [], SqlTypes.Name, static c => c.GetSetting("client_encoding"), Volatility.Stable);
        PrivilegeFunctions.Register(declare);
    }

    private static string? TextOf(Vector argument, int row) => argument.IsNull(row) ? null : Encoding.UTF8.GetString(VectorAccess.GetBytes(argument, row));
}
