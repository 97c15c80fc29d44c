using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Tests.Functions;

/// <summary>A session for functions that stands still, in the zone that the case files were recorded in.</summary>
internal sealed class TestContext : FunctionContext
{
    public static FormatSettings Berlin { get; } = new() { TimeZone = TimeZoneRules.Get("Europe/Berlin") };

    public override long TransactionTime => 0;

    public override long StatementTime => 0;

    public override TimeProvider Clock => TimeProvider.System;

    public override FormatSettings Format => Berlin;

    public override CatalogSnapshot Catalog => throw new InvalidOperationException("no catalog in these tests");

    public override CatalogSnapshot Shared => throw new InvalidOperationException("no catalog in these tests");

    public override RoutineCatalog Routines => throw new InvalidOperationException("no routines in these tests");

    public override VirtualTables VirtualTables => VirtualTables.Empty;

    public override int ProcessId => 1;

    public override string CurrentUser => "postgres";

    public override string SessionUser => "postgres";

    public override string DatabaseName => "postgres";

    public override IReadOnlyList<string> SearchPath => ["pg_catalog", "public"];

    public override Random Random { get; } = new(1);

    public override string? GetSetting(string name) => null;

    public override IEnumerable<SettingRow> Settings() => [];

    public override void SetSetting(string name, string value, bool isLocal)
    {
    }

    public override void Notice(SqlError notice)
    {
    }

    public override T Service<T>() => throw new InvalidOperationException("no services in these tests");

    public override void ThrowIfCancelled()
    {
    }
}
