using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Functions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>attach_tablespace, detach_tablespace, detach_tablespaces and show_tablespaces. There is one place for all data, so that none can be attached and none ever is.</summary>
internal static class Tablespaces
{
    /// <summary>Declares them.</summary>
    public static void Register(RoutineCatalogBuilder routines)
    {
        Add(routines, "attach_tablespace", [new(SqlTypes.Name, "tablespace"), new(SqlTypes.RegClass, "hypertable"), new(SqlTypes.Bool, "if_not_attached", "false")], SqlTypes.Void,
            AdministrativeKernel.Void(Attach));
        Add(routines, "detach_tablespace", [new(SqlTypes.Name, "tablespace"), new(SqlTypes.RegClass, "hypertable", "NULL"), new(SqlTypes.Bool, "if_attached", "false")], SqlTypes.Int4,
            new AdministrativeKernel(Detach));
        Add(routines, "detach_tablespaces", [new(SqlTypes.RegClass, "hypertable")], SqlTypes.Int4, new AdministrativeKernel(static (arguments, result, context) =>
        {
            if (arguments[0].IsNull(0)) throw InternalErrors.Unexpected("invalid argument");
            _ = Arguments.OnlyHypertable(arguments[0], context);
            ((FixedVectorBuilder<int>)result).Append(0);
        }));
        routines.Add(new TableFunction
        {
            Schema = "public",
            Name = "show_tablespaces",
            Parameters = [new(SqlTypes.RegClass, "hypertable")],
            Result = SqlTypes.Name,
            Columns = [new("show_tablespaces", SqlTypes.Name)],
            Volatility = Volatility.Volatile,
            Invoke = static call =>
            {
                _ = Arguments.OnlyHypertable(call.Arguments[0], call.Context);
                return Rows.Of(call, static _ => { });
            },
        });
    }

    private static void Add(RoutineCatalogBuilder routines, string name, RoutineParameter[] parameters, SqlType result, ScalarKernel kernel) => routines.Add(new ScalarFunction
    {
        Schema = "public",
        Name = name,
        Parameters = [.. parameters],
        Result = result,
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Kernel = kernel,
    });

    private static string Known(Vector argument, bool toAttach)
    {
        var name = Arguments.Text(argument) ?? throw HypertableErrors.InvalidTablespaceName();
        if (name is "pg_default" or "pg_global") return name;
        throw toAttach ? HypertableErrors.NoTablespaceToAttach(name) : CatalogErrors.Undefined("tablespace", name);
    }

    private static void Attach(Vector[] arguments, FunctionContext context)
    {
        _ = Known(arguments[0], toAttach: true);
        if (arguments[1].IsNull(0)) throw HypertableErrors.InvalidHypertable();
        Privileges.RequireHypertableOwner(Arguments.OnlyHypertable(arguments[1], context), context.Service<SessionContext>());
        throw InternalErrors.NotSupported("attach_tablespace");
    }

    private static void Detach(Vector[] arguments, VectorBuilder result, FunctionContext context)
    {
        var name = Known(arguments[0], toAttach: false);
        if (!arguments[1].IsNull(0))
        {
            var table = Arguments.OnlyHypertable(arguments[1], context);
            var error = HypertableErrors.TablespaceNotAttached(name, table.Name);
            if (!Arguments.Flag(arguments[2], false)) throw error;
            context.Notice(error.Error with { Severity = Severity.Notice, Message = $"{error.Error.Message}, skipping" });
        }

        ((FixedVectorBuilder<int>)result).Append(0);
    }
}
