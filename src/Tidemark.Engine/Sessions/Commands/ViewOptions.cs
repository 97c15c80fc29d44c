using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>The options of views: WITH (...), WITH CHECK OPTION, and what ALTER VIEW makes of them.</summary>
internal static class ViewOptions
{
    private const string CheckOption = "check_option";

    /// <summary>The options of CREATE VIEW.</summary>
    public static ImmutableArray<ViewOption> Of(CreateViewStatement statement)
    {
        var options = Set([], statement.Options);
        return statement.CheckOption == ViewCheckOption.None ? options : [.. options.Where(o => o.Name != CheckOption), new ViewOption(CheckOption, statement.CheckOption.ToString().ToLowerInvariant())];
    }

    /// <summary>0A000 where a view over a query cannot be written through, so that it cannot check what is written.</summary>
    public static void RequireUpdatable(string query, SessionContext session)
    {
        if (UpdatableView.ObstacleOf(StoredSql.ParseQuery(query), session.NewBinder()) is not { } obstacle) return;
        throw new SqlException(new SqlError { State = SqlState.FeatureNotSupported, Message = "WITH CHECK OPTION is supported only on automatically updatable views", Hint = obstacle });
    }

    /// <summary>ALTER VIEW SET (...).</summary>
    public static ImmutableArray<ViewOption> Set(ImmutableArray<ViewOption> options, SyntaxList<Option> given)
    {
        foreach (var option in given)
        {
            var value = option.Value?.Text ?? "true";
            Check(option, value);
            options = [.. options.Where(o => o.Name != option.Name), new ViewOption(option.Name, value)];
        }

        return options;
    }

    /// <summary>ALTER VIEW RESET (...).</summary>
    public static ImmutableArray<ViewOption> Reset(ImmutableArray<ViewOption> options, SyntaxList<Option> given)
    {
        foreach (var option in given)
        {
            if (option.Name is not (CheckOption or "security_barrier" or "security_invoker")) throw Unrecognized(option);
        }

        return [.. options.Where(o => !given.Any(g => g.Name == o.Name))];
    }

    private static void Check(Option option, string value)
    {
        switch (option.Name)
        {
            case CheckOption:
                if (value is "local" or "cascaded") return;
                throw new SqlException(new SqlError
                {
                    State = SqlState.InvalidParameterValue,
                    Message = $"invalid value for enum option \"check_option\": {value}",
                    Detail = "Valid values are \"local\" and \"cascaded\".",
                });
            case "security_invoker":
                RequireBoolean(option, value);
                return;
            case "security_barrier":
                if (RequireBoolean(option, value)) throw InternalErrors.NotSupported("security_barrier of a view", option.Position);
                return;
            default:
                throw Unrecognized(option);
        }
    }

    private static bool RequireBoolean(Option option, string value) => value switch
    {
        "true" or "on" or "yes" or "1" => true,
        "false" or "off" or "no" or "0" => false,
        _ => throw AlterErrors.InvalidParameter($"invalid value for boolean option \"{option.Name}\": {value}"),
    };

    private static SqlException Unrecognized(Option option) => option.Namespace is { } space
        ? AlterErrors.InvalidParameter($"unrecognized parameter namespace \"{space}\"")
        : AlterErrors.InvalidParameter($"unrecognized parameter \"{option.Name}\"");
}
