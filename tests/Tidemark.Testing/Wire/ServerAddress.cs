using System.Data.Common;

namespace Tidemark.Testing.Wire;

/// <summary>Where a server listens, and as whom and to which database to connect.</summary>
public sealed record ServerAddress(string Host, int Port)
{
    public string User { get; init; } = "postgres";

    public string Database { get; init; } = "postgres";

    /// <summary>Sent, hashed, when the server asks for it.</summary>
    public string? Password { get; init; }

    /// <summary>As Npgsql reads it.</summary>
    public string ConnectionString => $"Host={Host};Port={Port};Username={User};Database={Database}";

    /// <summary>Reads "Host=…;Port=…;Username=…;Database=…;Password=…"; what is left out has PostgreSQL's default.</summary>
    public static ServerAddress Parse(string connectionString)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return new ServerAddress(Setting("Host") ?? "localhost", int.Parse(Setting("Port") ?? "5432"))
        {
            User = Setting("Username") ?? "postgres",
            Database = Setting("Database") ?? "postgres",
            Password = Setting("Password"),
        };

        string? Setting(string name) => settings.TryGetValue(name, out var value) ? value as string : null;
    }
}
