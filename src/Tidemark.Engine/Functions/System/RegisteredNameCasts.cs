using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>Text that names a schema, role, type or function, computed in a query and cast to regnamespace, regrole, regtype or regproc. Literals are read when the query is bound.</summary>
internal static class RegisteredNameCasts
{
    public static void Register(Declarations declare)
    {
        foreach (var source in new[] { SqlTypes.Text, SqlTypes.Varchar, SqlTypes.Name })
        {
            Declare(declare, "regnamespace", source, SqlTypes.RegNamespace, static (name, c) => c.Catalog.FindSchema(WrittenName.ParseSingle(name))?.Oid ?? throw NameErrors.SchemaDoesNotExist(WrittenName.ParseSingle(name)));
            Declare(declare, "regrole", source, SqlTypes.RegRole, static (name, c) => c.Shared.FindRole(WrittenName.ParseSingle(name))?.Oid ?? throw CatalogErrors.Undefined("role", WrittenName.ParseSingle(name)));
            Declare(declare, "regtype", source, SqlTypes.RegType, static (name, c) => NullCounts.TypeOid(name, c) ?? throw NameErrors.TypeDoesNotExist(name));
            Declare(declare, "regproc", source, SqlTypes.RegProc, static (name, c) => NullCounts.RoutinesNamed(name, c) switch
            {
                [] => throw new SqlException(new SqlError { State = SqlState.UndefinedFunction, Message = $"function \"{name}\" does not exist" }),
                [var only] => only,
                _ => throw new SqlException(new SqlError { State = SqlState.AmbiguousFunction, Message = $"more than one function named \"{name}\"" }),
            });
            Declare(declare, "regprocedure", source, SqlTypes.RegProcedure, static (name, c) => SignatureNames.Routine(name, c) ?? throw SignatureNames.NoRoutine(name));
            Declare(declare, "regoper", source, SqlTypes.RegOper, static (name, c) => SignatureNames.OnlyOperator(name, c));
            Declare(declare, "regoperator", source, SqlTypes.RegOperator, static (name, c) => SignatureNames.Operator(name, c) ?? throw SignatureNames.NoOperator(name));
        }
    }

    // A number is an oid; a minus sign none.
    private static void Declare(Declarations declare, string name, SqlType source, SqlType target, Func<string, FunctionContext, long> find) =>
        declare.Cast(CastContext.Explicit, declare.Map<string, long>(
            name, [source], target, (text, c) => text == "-" ? 0 : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var oid) ? oid : find(text, c), Volatility.Stable));
}
