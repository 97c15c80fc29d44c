using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>ALTER ROLE and ALTER DATABASE ... SET and RESET: what sessions begin with from then on.</summary>
internal static class StoredSettingCommands
{
    public static CommandResult AlterRole(AlterRoleSetStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER ROLE");
        var role = statement.Role is null ? "" : Owners.NameOf(statement.Role, session);
        if (statement.Database is { } database)
        {
            var found = session.Instance.Catalog.FindDatabase(database) ?? throw CatalogErrors.NoDatabase(database);
            if (role.Length == 0) Privileges.RequireOwner(found, session);
        }

        if (role.Length > 0 || statement.Database is null) RequireRole(role, session);
        Change(role, statement.Database ?? "", statement.Setting, session);
        return "ALTER ROLE";
    }

    public static CommandResult AlterDatabase(AlterDatabaseSetStatement statement, SessionContext session)
    {
        session.RequireWritable("ALTER DATABASE");
        Privileges.RequireOwner(session.Instance.Catalog.FindDatabase(statement.Name) ?? throw CatalogErrors.NoDatabase(statement.Name), session);
        Change("", statement.Name, statement.Setting, session);
        return "ALTER DATABASE";
    }

    // Everybody may say it of his own sessions.
    private static void RequireRole(string role, SessionContext session)
    {
        var shared = session.Instance.Catalog;
        var current = shared.FindRole(session.CurrentUser);
        if (current is { IsSuperuser: true }) return;
        if (role.Length == 0) throw Denied("must be superuser to alter settings globally");
        if (shared.FindRole(role) is { IsSuperuser: true }) throw Denied("must be superuser to alter superusers");
        if (current is not { CanCreateRoles: true } && role != session.CurrentUser) throw Denied("permission denied");
    }

    private static void Change(string role, string database, Statement setting, SessionContext session)
    {
        var (name, value) = setting switch
        {
            SetStatement { FromCurrent: true } s => (s.Name, session.Settings.Get(s.Name)),
            SetStatement { Values.IsEmpty: false } s => (s.Name, SettingCommands.Value(s.Name, s)),
            SetStatement s => (s.Name, null),
            ResetStatement { Name: { } one } => (one, null),
            _ => (null, null),
        };
        if (name is not null)
        {
            // A value that a session could not take is refused here; as is a name that nobody knows.
            _ = value is null ? session.Settings.Reset(name) : session.Settings.With(name, value, isLocal: false);
            name = SettingRegistry.Find(name)?.Name ?? name;
        }

        session.Instance.ChangeShared(transaction =>
        {
            var stored = transaction.Catalog.Objects.OfType<StoredSettings>().FirstOrDefault(s => s.Role == role && s.Database == database);
            var values = name is null ? [] : With(stored?.Values ?? [], name, value);
            if (!values.IsEmpty) transaction.Put(new StoredSettings { Oid = stored?.Oid ?? session.Instance.NextSharedOid(), Name = $"{role}/{database}", Role = role, Database = database, Values = values });
            else if (stored is not null) transaction.Remove(stored.Oid);
        });
    }

    private static ImmutableArray<StoredSetting> With(ImmutableArray<StoredSetting> values, string name, string? value)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Name == name) return value is null ? values.RemoveAt(i) : values.SetItem(i, new StoredSetting(name, value));
        }

        return value is null ? values : values.Add(new StoredSetting(name, value));
    }

    private static SqlException Denied(string message) => new(new SqlError { State = SqlState.InsufficientPrivilege, Message = message });
}
