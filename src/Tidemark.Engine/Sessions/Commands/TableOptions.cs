using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>WITH (...) of CREATE TABLE: PostgreSQL's storage parameters are kept and steer nothing; those of an extension's namespace go to who registered for it.</summary>
internal static class TableOptions
{
    /// <summary>The options without a namespace, for pg_class.reloptions.</summary>
    public static ImmutableDictionary<string, string> Ordinary(SyntaxList<Option> options)
    {
        var kept = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var option in options)
        {
            if (option.Namespace is null or "toast") kept[option.FullName] = option.Value?.Text ?? "true";
        }

        return kept.ToImmutable();
    }

    /// <summary>Carries out what options with a namespace ask of a new table.</summary>
    public static void Apply(Table table, SyntaxList<Option> options, SessionContext session)
    {
        var foreign = options.Where(o => o.Namespace is not (null or "toast")).ToList();
        if (foreign.Count == 0) return;
        var handler = Builtins.Extensions.TableOptions.FirstOrDefault(h => h.Namespaces.Contains(foreign[0].Namespace!))
            ?? throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = $"unrecognized parameter namespace \"{foreign[0].Namespace}\"" });
        handler.Created(table, foreign, session);
    }
}
