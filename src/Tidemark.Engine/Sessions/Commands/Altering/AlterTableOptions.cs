using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>SET (...) and RESET (...): PostgreSQL's storage parameters are kept and steer nothing; those of an extension's namespace go to who registered for it.</summary>
internal static class AlterTableOptions
{
    /// <summary>SET.</summary>
    public static void Set(SyntaxList<Option> options, TableAlteration table)
    {
        table.Options = table.Options.SetItems(TableOptions.Ordinary(options));
        if (TableOptions.Foreign(options) is var (handler, foreign)) table.Afterwards.Add(current => handler.Altered(current, foreign, table.Session));
    }

    /// <summary>RESET.</summary>
    public static void Reset(SyntaxList<Option> options, TableAlteration table)
    {
        if (options.Any(o => o.Value is not null)) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "RESET must not include values for parameters" });
        table.Options = table.Options.RemoveRange(options.Where(o => o.Namespace is null or "toast").Select(o => o.FullName));
        if (TableOptions.Foreign(options) is var (handler, foreign)) table.Afterwards.Add(current => handler.Reset(current, foreign, table.Session));
    }
}
