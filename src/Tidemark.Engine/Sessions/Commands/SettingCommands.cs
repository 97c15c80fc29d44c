using System.Globalization;
using System.Text;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>SET, RESET and SHOW.</summary>
internal static class SettingCommands
{
    public static CommandResult Set(SetStatement statement, SessionContext session)
    {
        var name = statement.Name;
        var isLocal = statement.Scope == SettingScope.Local;
        if (statement.Values.IsEmpty && name == "session_authorization")
        {
            SessionRoles.Authorize(session.AuthenticatedUser, session);
            return "SET";
        }

        if (statement.Values.IsEmpty)
        {
            session.Reset(name, isLocal);
            return "SET";
        }

        session.Set(name, Value(name, statement), isLocal);
        return "SET";
    }

    public static CommandResult Reset(ResetStatement statement, SessionContext session)
    {
        if (statement.Name == "session_authorization")
        {
            SessionRoles.Authorize(session.AuthenticatedUser, session);
            return "RESET";
        }

        if (statement.Name is null) session.ChangeSettings(session.Settings.ResetAll());
        else session.Reset(session.SettingName(statement.Name));
        return "RESET";
    }

    public static IReadOnlyList<ResultColumn> DescribeShow(ShowStatement statement, SessionContext session)
    {
        if (statement.Name is null)
        {
            return [new ResultColumn("name", SqlTypes.Text), new ResultColumn("setting", SqlTypes.Text), new ResultColumn("description", SqlTypes.Text)];
        }

        if (session.GetSetting(statement.Name) is null) throw SettingErrors.Unrecognized(statement.Name);
        return [new ResultColumn(session.SettingName(statement.Name), SqlTypes.Text)];
    }

    public static CommandResult Show(ShowStatement statement, SessionContext session)
    {
        if (statement.Name is { } name)
        {
            return new CommandResult("SHOW", TextRows.Of([[session.GetSetting(name) ?? throw SettingErrors.Unrecognized(name)]]));
        }

        return new CommandResult("SHOW", TextRows.Of([.. SettingRegistry.All.Select(s => new[] { s.Name, session.GetSetting(s.Name) ?? "", s.Description })]));
    }

    /// <summary>The value that a SET says.</summary>
    public static string Value(string name, SetStatement statement)
    {
        if (statement.Values.Count == 1) return Text(name, statement.Values[0]);
        if (!name.Equals("search_path", StringComparison.OrdinalIgnoreCase) && !name.Equals("DateStyle", StringComparison.OrdinalIgnoreCase)) throw SettingErrors.TakesOneArgument(name);
        var list = new StringBuilder();
        foreach (var value in statement.Values)
        {
            if (list.Length > 0) list.Append(", ");
            list.Append(name.Equals("search_path", StringComparison.OrdinalIgnoreCase) ? Quoted(Text(name, value)) : Text(name, value));
        }

        return list.ToString();
    }

    private static string Text(string name, Expression value) => value switch
    {
        StringLiteral literal => literal.Value,
        IntegerLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        NumericLiteral literal => literal.Text,
        BooleanLiteral literal => literal.Value ? "true" : "false",
        TypedLiteral literal when name.Equals("TimeZone", StringComparison.OrdinalIgnoreCase) => OffsetZone(literal),
        _ => throw InternalErrors.NotSupported($"this value of parameter \"{name}\"", value.Position),
    };

    // SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE: a POSIX zone, whose sign is the other way round.
    private static string OffsetZone(TypedLiteral literal)
    {
        var builder = new Vectors.FixedVectorBuilder<Interval>(SqlTypes.Interval, 1);
        TypeCodec.For(SqlTypes.Interval).ParseText(Encoding.UTF8.GetBytes(literal.Value), builder, FormatSettings.Default);
        var offset = TimeSpan.FromMicroseconds(builder.Values[0].Microseconds);
        var clock = $"{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}";
        return offset < TimeSpan.Zero ? $"<-{clock}>+{clock}" : $"<+{clock}>-{clock}";
    }

    private static string Quoted(string identifier) =>
        identifier.Length > 0 && identifier.All(c => c is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9')) && !char.IsAsciiDigit(identifier[0])
            ? identifier
            : $"\"{identifier.Replace("\"", "\"\"")}\"";
}
