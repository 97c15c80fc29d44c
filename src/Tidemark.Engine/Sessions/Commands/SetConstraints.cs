using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>SET CONSTRAINTS.</summary>
internal static class SetConstraints
{
    public static CommandResult Execute(SetConstraintsStatement statement, SessionContext session) => "SET CONSTRAINTS";
}
