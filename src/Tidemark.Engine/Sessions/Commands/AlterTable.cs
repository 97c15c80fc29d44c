using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER TABLE.</summary>
internal static class AlterTable
{
    public static CommandResult Execute(AlterTableStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER TABLE");
        throw InternalErrors.NotSupported("ALTER TABLE", statement.Position);
    }
}
