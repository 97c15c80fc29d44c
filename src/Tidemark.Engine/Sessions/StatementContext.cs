using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions;

/// <summary>What functions see of a session while one statement runs.</summary>
internal sealed class StatementContext(SessionContext session) : FunctionContext
{
    private readonly Lock _noticeGate = new();

    /// <inheritdoc />
    public override FormatSettings Format { get; } = session.Format;

    /// <inheritdoc />
    public override long TransactionTime { get; } = session.Transaction.StartTime;

    /// <inheritdoc />
    public override long StatementTime { get; } = session.StatementTime;

    /// <inheritdoc />
    public override TimeProvider Clock => session.Clock;

    /// <inheritdoc />
    public override CatalogSnapshot Catalog => session.Catalog;

    /// <inheritdoc />
    public override RoutineCatalog Routines => Builtins.Routines;

    /// <inheritdoc />
    public override VirtualTables VirtualTables => Builtins.VirtualTables;

    /// <inheritdoc />
    public override CatalogSnapshot Shared => session.Instance.Catalog;

    /// <inheritdoc />
    public override string CurrentUser => session.CurrentUser;

    /// <inheritdoc />
    public override string SessionUser => session.User;

    /// <inheritdoc />
    public override int ProcessId => session.Session.ProcessId;

    /// <inheritdoc />
    public override string DatabaseName => session.Database.Name;

    /// <inheritdoc />
    public override IReadOnlyList<string> SearchPath => session.SearchPath;

    /// <inheritdoc />
    public override Random Random => session.Random;

    /// <inheritdoc />
    public override void Reseed(int seed) => session.Random = new Random(seed);

    /// <inheritdoc />
    public override string? GetSetting(string name) => session.GetSetting(name);

    /// <inheritdoc />
    public override IEnumerable<SettingRow> Settings() => SettingRegistry.All.Select(s =>
    {
        var integer = s.Kind as IntegerSetting;
        var value = session.GetSetting(s.Name) ?? "";
        return new SettingRow(s.Name, integer?.InUnit(value) ?? value, integer?.InUnit(s.Default) ?? s.Default, s.Description, s.Context.ToString().ToLowerInvariant(), s.Kind.TypeName, integer?.Unit);
    });

    /// <inheritdoc />
    public override void SetSetting(string name, string? value, bool isLocal)
    {
        if (value is null) session.Reset(session.SettingName(name), isLocal);
        else session.Set(session.SettingName(name), value, isLocal);
    }

    /// <inheritdoc />
    public override void Notice(SqlError notice)
    {
        lock (_noticeGate) session.Notice(notice);
    }

    /// <inheritdoc />
    public override T Service<T>() =>
        session as T ?? session.Sequences as T ?? session.Routines as T ?? session.Monitor as T ?? session.Notifications as T ?? session.Cursors as T ?? session.Session.Statements as T ?? session.AdvisoryLocks as T ?? session.Transaction as T ?? session.Database as T ?? session.Database.Store.Activities as T ?? throw InternalErrors.Unexpected($"no service {typeof(T).Name}");

    /// <inheritdoc />
    public override void ThrowIfCancelled() => session.ThrowIfCancelled();
}
