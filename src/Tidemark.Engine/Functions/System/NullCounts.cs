using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>num_nulls, num_nonnulls, sizes of values and sizes in words, naps, and what the server answers about itself because clients ask.</summary>
internal static class NullCounts
{
    private static readonly (string Unit, decimal Factor)[] Units =
        [("bytes", 1), ("kb", 1024), ("mb", 1024m * 1024), ("gb", 1024m * 1024 * 1024), ("tb", 1024m * 1024 * 1024 * 1024), ("pb", 1024m * 1024 * 1024 * 1024 * 1024)];

    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Nullable("num_nulls", [Any], Int4, static (arguments, row, result, _) => Count(arguments, row, result, wantsNulls: true), isVariadic: true);
        declare.Nullable("num_nonnulls", [Any], Int4, static (arguments, row, result, _) => Count(arguments, row, result, wantsNulls: false), isVariadic: true);
        declare.Map("pg_size_bytes", [Text], Int8, (string text) => SizeOf(text));
        declare.Map("pg_column_compression", [Any], Text, static (ReadOnlySpan<byte> _) => (string?)null, Volatility.Stable);
        declare.Direct("pg_column_size", [Any], Int4, static (arguments, row, result, _) => RowResult<int>.Write(result, SizeOf(arguments[0], row)), Volatility.Stable);
        declare.Nullable("pg_collation_for", [Any], Text, CollationFor, Volatility.Stable);
        declare.Map("current_query", [], Text, static c => c.Service<ISessionMonitor>().Activity().FirstOrDefault(a => a.ProcessId == c.ProcessId)?.Query, Volatility.Volatile);
        declare.Map("pg_trigger_depth", [], Int4, static _ => 0, Volatility.Stable);
        declare.Map("pg_jit_available", [], SqlTypes.Bool, static _ => false, Volatility.Volatile);
        declare.Map("pg_encoding_max_length", [Int4], Int4, static (int encoding) => encoding == 6 ? 4 : default(int?));
        declare.Map("row_security_active", [Oid], SqlTypes.Bool, static (long _) => false, Volatility.Stable);
        declare.Map("row_security_active", [Text], SqlTypes.Bool, static (string name, FunctionContext c) => CatalogFunctions.ParseRelation(name, c) < 0, Volatility.Stable);
        declare.Map("pg_tablespace_location", [Oid], Text, static (long _) => "", Volatility.Stable);
        declare.Map("pg_get_ruledef", [Oid], Text, static (long _) => (string?)null, Volatility.Stable);
        declare.Map("pg_get_partition_constraintdef", [Oid], Text, static (long _) => (string?)null, Volatility.Stable);
        foreach (var name in new[] { "pg_conversion_is_visible", "pg_opclass_is_visible", "pg_opfamily_is_visible", "pg_statistics_obj_is_visible", "pg_ts_config_is_visible", "pg_ts_dict_is_visible", "pg_ts_parser_is_visible", "pg_ts_template_is_visible" })
            declare.Map(name, [Oid], SqlTypes.Bool, static (long _) => true, Volatility.Stable);
        Names(declare);
    }

    private static void Names(Declarations declare)
    {
        declare.Map("to_regnamespace", [Text], RegNamespace, static (string name, FunctionContext c) => (long?)c.Catalog.FindSchema(WrittenName.ParseSingle(name))?.Oid, Volatility.Stable);
        declare.Map("to_regrole", [Text], RegRole, static (string name, FunctionContext c) => (long?)c.Shared.FindRole(WrittenName.ParseSingle(name))?.Oid, Volatility.Stable);
        declare.Map("to_regtype", [Text], RegType, static (string name, FunctionContext c) => TypeOid(name, c), Volatility.Stable);
        declare.Map("to_regproc", [Text], RegProc, static (string name, FunctionContext c) => RoutinesNamed(name, c) is [var only] ? only : default(long?), Volatility.Stable);
        declare.Map("to_regprocedure", [Text], RegProcedure, static (string name, FunctionContext c) => SignatureNames.Routine(name, c), Volatility.Stable);
        declare.Map("to_regoper", [Text], RegOper, static (string name, FunctionContext c) => SignatureNames.Operators(name, c).Take(2).ToList() is [var only] ? only.Oid : default(long?), Volatility.Stable);
        declare.Map("to_regoperator", [Text], RegOperator, static (string name, FunctionContext c) => SignatureNames.Operator(name, c), Volatility.Stable);
    }

    /// <summary>The oids of the functions of a name, those of users and the system's.</summary>
    internal static List<long> RoutinesNamed(string name, FunctionContext context)
    {
        var written = WrittenName.Parse(name);
        return
        [
            .. context.Routines.Find(written.Object).Where(r => IsMeant(r.Schema)).Select(r => (long)r.Oid),
            .. context.Catalog.RoutinesNamed(written.Object).Where(r => IsMeant(r.Schema)).Select(r => (long)r.Oid),
        ];

        bool IsMeant(string schema) => written.Schema is { } asked ? schema == asked : context.SearchPath.Contains(schema);
    }

    internal static long? TypeOid(string name, FunctionContext context) => SignatureNames.Type(name, context)?.Oid;

    private static void Count(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, bool wantsNulls)
    {
        var count = 0;
        foreach (var argument in arguments)
            if (argument.IsNull(row) == wantsNulls)
                count++;
        ((FixedVectorBuilder<int>)result).Append(count);
    }

    // With the header of four bytes that values of variable length have in PostgreSQL's memory.
    private static int SizeOf(Vector value, int row)
    {
        if (value.Type.Length > 0) return value.Type.Length;
        var binary = new BytesVectorBuilder(Bytea, 1);
        TypeCodec.For(value.Type).WriteBinary(value.Slice(row, 1), binary);
        var length = ((BytesVector)binary.Build())[0].Length;
        return length + 4;
    }

    private static void CollationFor(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var type = arguments[0].Type;
        if (!type.IsString && type.Kind != TypeKind.Unknown && type.Element is not { IsString: true })
            throw new SqlException(new SqlError { State = SqlState.DatatypeMismatch, Message = $"collations are not supported by type {type.DisplayName}" });
        RowResult<string>.Write(result, "\"default\"");
    }

    private static long SizeOf(string text)
    {
        var trimmed = text.Trim();
        var end = 0;
        if (end < trimmed.Length && trimmed[end] is '+' or '-') end++;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.')) end++;
        if (end < trimmed.Length && trimmed[end] is 'e' or 'E' && end + 1 < trimmed.Length && (char.IsAsciiDigit(trimmed[end + 1]) || (trimmed[end + 1] is '+' or '-' && end + 2 < trimmed.Length)))
        {
            end += 2;
            while (end < trimmed.Length && char.IsAsciiDigit(trimmed[end])) end++;
        }

        if (!decimal.TryParse(trimmed.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw DataErrors.InvalidParameter($"invalid size: \"{text}\"");
        var unit = trimmed[end..].Trim();
        if (unit.Length > 0)
        {
            var known = Array.FindIndex(Units, u => u.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase));
            if (known < 0) throw new SqlException(new SqlError
            {
                State = SqlState.InvalidParameterValue,
                Message = $"invalid size: \"{text}\"",
                Detail = $"Invalid size unit: \"{unit}\".",
                Hint = "Valid units are \"bytes\", \"kB\", \"MB\", \"GB\", \"TB\", and \"PB\".",
            });
            number *= Units[known].Factor;
        }

        number = Math.Round(number, 0, MidpointRounding.AwayFromZero);
        return number is < long.MinValue or > long.MaxValue ? throw DataErrors.OutOfRange("bigint") : (long)number;
    }
}
