using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>CREATE EXTENSION: the extensions whose features are always there are accepted, others are refused.</summary>
internal static class CreateExtension
{
    private static readonly string[] BuiltIn = ["timescaledb", "plpgsql"];

    public static CommandResult Execute(CreateExtensionStatement statement, SessionContext session)
    {
        session.RequireWritable("CREATE EXTENSION");
        if (!BuiltIn.Contains(statement.Name))
        {
            throw new SqlException(new SqlError
            {
                State = SqlState.FeatureNotSupported,
                Message = $"extension \"{statement.Name}\" is not available",
                Hint = "The extension must first be installed on the system where PostgreSQL is running.",
            });
        }

        if (!statement.IfNotExists) throw new SqlException(new SqlError { State = SqlState.DuplicateObject, Message = $"extension \"{statement.Name}\" already exists" });
        session.Notice(CatalogErrors.Skipping(SqlState.DuplicateObject, $"extension \"{statement.Name}\" already exists"));
        return "CREATE EXTENSION";
    }
}
