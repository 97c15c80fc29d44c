using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Hypertables;

/// <summary>
/// attach_tablespace, detach_tablespace, detach_tablespaces and show_tablespaces. There is one place for all data, pg_default: that it is attached to a hypertable is remembered and changes nothing.
/// </summary>
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
            var table = Arguments.OnlyHypertable(arguments[0], context);
            ((FixedVectorBuilder<int>)result).Append(table.Hypertable!.Tablespaces.Count(name => Remove(table, name, context)));
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
                var table = Arguments.OnlyHypertable(call.Arguments[0], call.Context);
                return Rows.Of(call, builder =>
                {
                    foreach (var name in table.Hypertable!.Tablespaces) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(name));
                });
            },
        });
    }

    /// <summary>The name of a tablespace that is there; 42704 for another.</summary>
    public static string Known(string name) => name is "pg_default" or "pg_global" ? name : throw CatalogErrors.Undefined("tablespace", name);

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

    private static void Attach(Vector[] arguments, FunctionContext context)
    {
        var name = Arguments.Text(arguments[0]) ?? throw HypertableErrors.InvalidTablespaceName();
        if (name is not ("pg_default" or "pg_global")) throw HypertableErrors.NoTablespaceToAttach(name);
        if (arguments[1].IsNull(0)) throw HypertableErrors.InvalidHypertable();
        var session = context.Service<SessionContext>();
        var table = HypertableChange.Lock(Arguments.OnlyHypertable(arguments[1], context), "attach_tablespace", session);
        if (name == "pg_global") throw HypertableErrors.SharedTablespace();
        if (table.Hypertable!.Tablespaces.Contains(name))
        {
            if (!Arguments.Flag(arguments[2], false)) throw HypertableErrors.TablespaceAttached(name, table.Name);
            Skip(HypertableErrors.TablespaceAttached(name, table.Name), context);
            return;
        }

        session.Transaction.Put(table with { Hypertable = table.Hypertable with { Tablespaces = table.Hypertable.Tablespaces.Add(name) } });
    }

    private static void Detach(Vector[] arguments, VectorBuilder result, FunctionContext context)
    {
        var name = Known(Arguments.Text(arguments[0]) ?? throw HypertableErrors.InvalidTablespaceName());
        var count = 0;
        if (arguments[1].IsNull(0))
        {
            count = context.Catalog.Relations.OfType<Table>().Where(t => t.Hypertable is not null).ToList().Count(t => Remove(t, name, context));
        }
        else
        {
            var table = Arguments.OnlyHypertable(arguments[1], context);
            if (Remove(table, name, context)) count = 1;
            else if (!Arguments.Flag(arguments[2], false)) throw HypertableErrors.TablespaceNotAttached(name, table.Name);
            else Skip(HypertableErrors.TablespaceNotAttached(name, table.Name), context);
        }

        ((FixedVectorBuilder<int>)result).Append(count);
    }

    private static bool Remove(Table table, string name, FunctionContext context)
    {
        if (!table.Hypertable!.Tablespaces.Contains(name)) return false;
        var session = context.Service<SessionContext>();
        table = HypertableChange.Lock(table, "detach_tablespace", session);
        session.Transaction.Put(table with { Hypertable = table.Hypertable! with { Tablespaces = table.Hypertable.Tablespaces.Remove(name) } });
        return true;
    }

    private static void Skip(SqlException error, FunctionContext context) => context.Notice(error.Error with { Severity = Severity.Notice, Message = $"{error.Error.Message}, skipping" });
}
