using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>What CREATE and ALTER FUNCTION say beside parameters and body.</summary>
internal static class RoutineOptions
{
    /// <summary>The routine with options and settings applied; LANGUAGE is not among them.</summary>
    public static UserRoutine Apply(UserRoutine routine, SyntaxList<Option> options, SyntaxList<Statement> settings, SessionContext session)
    {
        var seen = new HashSet<string>();
        foreach (var option in options)
        {
            int? position = option.Position == 0 ? null : option.Position;
            if (!seen.Add(option.Name)) throw SyntaxErrors.Rule("conflicting or redundant options", option.Position);
            if (routine.IsProcedure && option.Name is not ("language" or "security"))
                throw RoutineErrors.Invalid("invalid attribute in procedure definition", position: position);
            routine = Apply(routine, option);
        }

        foreach (var setting in settings) routine = Apply(routine, setting, session);
        if (routine.Cost <= 0) throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = "COST must be positive" });
        if (seen.Contains("rows") && !routine.ReturnsSet)
            throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = "ROWS is not applicable when function does not return a set" });
        if (seen.Contains("rows") && routine.Rows <= 0) throw new SqlException(new SqlError { State = SqlState.InvalidParameterValue, Message = "ROWS must be positive" });
        return routine;
    }

    /// <summary>Whether a flag is on: a bare one is.</summary>
    public static bool IsOn(Option option) => option.Value?.Text is null or "true" or "on";

    private static UserRoutine Apply(UserRoutine routine, Option option)
    {
        switch (option.Name)
        {
            case "volatility":
                return routine with { Volatility = Enum.Parse<Volatility>(option.Value!.Text, ignoreCase: true) };
            case "strict":
                return routine with { IsStrict = IsOn(option) };
            case "security":
                return routine with { IsSecurityDefiner = IsOn(option) };
            case "leakproof":
                return routine with { IsLeakproof = IsOn(option) };
            case "cost":
                return routine with { Cost = float.Parse(option.Value!.Text, CultureInfo.InvariantCulture) };
            case "rows":
                return routine with { Rows = float.Parse(option.Value!.Text, CultureInfo.InvariantCulture) };
            case "parallel":
                return option.Value!.Text switch
                {
                    "safe" => routine with { Parallel = 's' },
                    "restricted" => routine with { Parallel = 'r' },
                    "unsafe" => routine with { Parallel = 'u' },
                    _ => throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE" }),
                };
            case "language":
                return routine;
            default:
                throw InternalErrors.NotSupported($"{option.Name.ToUpperInvariant()} of a function", option.Position);
        }
    }

    private static UserRoutine Apply(UserRoutine routine, Statement setting, SessionContext session)
    {
        switch (setting)
        {
            case SetStatement { FromCurrent: true } current:
                var known = session.GetSetting(current.Name) ?? throw SettingErrors.Unrecognized(current.Name);
                return With(routine, NameOf(current.Name), known);
            case SetStatement { Values.IsEmpty: true } reset:
                return With(routine, NameOf(reset.Name), null);
            case SetStatement set:
                var value = SettingCommands.Value(set.Name, set);

                // Checks name and value.
                _ = session.Settings.With(NameOf(set.Name), value, isLocal: false);
                return With(routine, NameOf(set.Name), value);
            case ResetStatement { Name: { } name }:
                return With(routine, NameOf(name), null);
            case ResetStatement:
                return routine with { Settings = [] };
            default:
                throw InternalErrors.NotSupported("this setting of a function", setting.Position);
        }
    }

    private static UserRoutine With(UserRoutine routine, string name, string? value)
    {
        var at = routine.Settings.ToList().FindIndex(s => s.Name == name);
        if (value is null) return at < 0 ? routine : routine with { Settings = routine.Settings.RemoveAt(at) };
        var setting = new RoutineSetting(name, value);
        return routine with { Settings = at < 0 ? routine.Settings.Add(setting) : routine.Settings.SetItem(at, setting) };
    }

    private static string NameOf(string name) => SettingRegistry.Find(name)?.Name ?? name;
}
