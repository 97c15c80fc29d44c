using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Text that names a schema, role or type, computed in a query and cast to regnamespace, regrole or regtype. Literals are read when the query is bound.</summary>
internal static class RegisteredNameCasts
{
    public static void Register(Declarations declare)
    {
        foreach (var source in new[] { SqlTypes.Text, SqlTypes.Varchar, SqlTypes.Name })
        {
            Declare(declare, "regnamespace", source, SqlTypes.RegNamespace, static (name, c) => c.Catalog.FindSchema(NullCounts.Unquoted(name))?.Oid ?? throw NameErrors.SchemaDoesNotExist(NullCounts.Unquoted(name)));
            Declare(declare, "regrole", source, SqlTypes.RegRole, static (name, c) => c.Shared.FindRole(NullCounts.Unquoted(name))?.Oid ?? throw CatalogErrors.Undefined("role", NullCounts.Unquoted(name)));
            Declare(declare, "regtype", source, SqlTypes.RegType, static (name, c) => NullCounts.TypeOid(name, c) ?? throw NameErrors.TypeDoesNotExist(name));
        }
    }

    // A number is an oid; a minus sign none.
    private static void Declare(Declarations declare, string name, SqlType source, SqlType target, Func<string, FunctionContext, long> find) =>
        declare.Cast(CastContext.Explicit, declare.Map<string, long>(
            name, [source], target, (text, c) => text == "-" ? 0 : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : find(text, c), Volatility.Stable));
}
