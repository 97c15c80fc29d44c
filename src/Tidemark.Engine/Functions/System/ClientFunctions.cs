using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>Small functions that drivers and tools call while they read the catalog: lists taken apart, sizes, and what there is nothing of.</summary>
internal static class ClientFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Add(new TableFunction
        {
            Name = "_pg_expandarray",
            Schema = "information_schema",
            Parameters = [new(AnyArray)],
            Result = Record,
            Columns = [new("x", AnyElement), new("n", Int4)],
            Invoke = Numbered,
        });
        declare.Add(new TableFunction
        {
            Name = "aclexplode",
            Parameters = [new(ArrayOf(Text)!, "acl")],
            Result = Record,
            Columns = [new("grantor", Oid), new("grantee", Oid), new("privilege_type", Text), new("is_grantable", SqlTypes.Bool)],
            Invoke = Grants,
            Volatility = Volatility.Stable,
        });
        declare.Add(new TableFunction
        {
            Name = "pg_options_to_table",
            Parameters = [new(ArrayOf(Text)!, "options_array")],
            Result = Record,
            Columns = [new("option_name", Text), new("option_value", Text)],
            Invoke = Options,
            Volatility = Volatility.Stable,
        });

        // No table is a partition of another.
        declare.Add(new TableFunction
        {
            Name = "pg_partition_tree",
            Parameters = [new(RegClass)],
            Result = Record,
            Columns = [new("relid", RegClass), new("parentrelid", RegClass), new("isleaf", SqlTypes.Bool), new("level", Int4)],
            Invoke = static _ => [],
            Volatility = Volatility.Volatile,
        });
        declare.Map("pg_partition_root", [RegClass], RegClass, static (long _) => default(long?));
        declare.Direct("oidvectortypes", [OidVector], Text, TypeNames, Volatility.Stable);
        declare.Map("pg_tablespace_size", [Oid], Int8, static (long _, FunctionContext c) => Sizes(c), Volatility.Volatile);
        declare.Map("pg_tablespace_size", [Name], Int8, static (string name, FunctionContext c) =>
            name switch { "pg_default" => Sizes(c), "pg_global" => 0L, _ => throw CatalogErrors.Undefined("tablespace", name) }, Volatility.Volatile);
        declare.Map("pg_relation_filenode", [RegClass], Oid, static (long oid, FunctionContext c) => c.Catalog.Find((uint)oid) is Table or Chunk or Sequence ? oid : default(long?), Volatility.Stable);
    }

    private static long Sizes(FunctionContext context) => context.Catalog.Relations.Sum(r => r switch
    {
        Table { Hypertable: null } table => context.Service<IStorageSizes>().SizeOf(table.StorageId),
        Chunk chunk => context.Service<IStorageSizes>().SizeOf(chunk.StorageId),
        _ => 0L,
    });

    private static IEnumerable<Batch> Numbered(TableFunctionCall call)
    {
        var elements = ArrayFunctions.Elements(call.Arguments[0], 0);
        var numbers = new FixedVectorBuilder<int>(Int4);
        for (var i = 1; i <= elements.Length; i++) numbers.Append(i);
        return Rows.Pieces(call, [elements, numbers.Build()], elements.Length);
    }

    private static void TypeNames(ReadOnlySpan<Vector> arguments, int row, VectorBuilder result, FunctionContext context)
    {
        var types = ArrayFunctions.Elements(arguments[0], row);
        var names = Enumerable.Range(0, types.Length).Select(i => (uint)VectorAccess.Get<long>(types, i)).Select(oid => context.Format.Names?.Find(TypeKind.RegType, oid) ?? SqlTypes.FromOid(oid)?.ToString() ?? "???");
        RowResult<string>.Write(result, string.Join(", ", names));
    }

    private static IEnumerable<Batch> Options(TableFunctionCall call)
    {
        var (names, values) = (VectorBuilder.Create(Text), VectorBuilder.Create(Text));
        foreach (var option in Texts(call.Arguments[0]))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            RowResult<string>.Write(names, equals < 0 ? option : option[..equals]);
            RowResult<string?>.Write(values, equals < 0 ? null : option[(equals + 1)..]);
        }

        return Rows.Pieces(call, [names.Build(), values.Build()], names.Length);
    }

    // alice=r*w/postgres: a row for each letter, in the order of the letters' bits.
    private static IEnumerable<Batch> Grants(TableFunctionCall call)
    {
        VectorBuilder grantors = VectorBuilder.Create(Oid), grantees = VectorBuilder.Create(Oid), privileges = VectorBuilder.Create(Text), grantable = VectorBuilder.Create(SqlTypes.Bool);
        foreach (var item in Texts(call.Arguments[0]))
        {
            var equals = item.LastIndexOf('=');
            var slash = item.IndexOf('/', Math.Max(equals, 0));
            if (equals < 0 || slash < 0) throw new SqlException(new SqlError { State = SqlState.InvalidTextRepresentation, Message = $"missing \"=\" sign" });
            var letters = item[(equals + 1)..slash];
            foreach (var letter in PrivilegeLetters.Order)
            {
                var at = letters.IndexOf(letter, StringComparison.Ordinal);
                if (at < 0) continue;
                RowResult<long>.Write(grantors, RoleOf(item[(slash + 1)..], call.Context));
                RowResult<long>.Write(grantees, equals == 0 ? 0 : RoleOf(item[..equals], call.Context));
                RowResult<string>.Write(privileges, PrivilegeLetters.NameOf(letter));
                RowResult<bool>.Write(grantable, at + 1 < letters.Length && letters[at + 1] == '*');
            }
        }

        return Rows.Pieces(call, [grantors.Build(), grantees.Build(), privileges.Build(), grantable.Build()], grantors.Length);
    }

    private static long RoleOf(string name, FunctionContext context) => context.Shared.FindRole(name.Trim('"'))?.Oid ?? throw CatalogErrors.Undefined("role", name);

    private static List<string> Texts(Vector array)
    {
        var elements = ArrayFunctions.Elements(array, 0);
        return [.. Enumerable.Range(0, elements.Length).Where(i => !elements.IsNull(i)).Select(i => Encoding.UTF8.GetString(VectorAccess.GetBytes(elements, i)))];
    }
}
