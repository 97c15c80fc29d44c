using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Tests;

/// <summary>A session for functions that stands still.</summary>
/// <param name="catalog">The catalog; null for tests in which nobody may ask for it.</param>
/// <param name="routines">The routines; null likewise.</param>
/// <param name="format">How values look.</param>
internal sealed class StillSession(CatalogSnapshot? catalog, RoutineCatalog? routines, FormatSettings format) : FunctionContext
{
    public override long TransactionTime => 0;

    public override long StatementTime => 0;

    public override TimeProvider Clock => TimeProvider.System;

    public override CatalogSnapshot Catalog => catalog ?? throw new InvalidOperationException("no catalog in these tests");

    public override CatalogSnapshot Shared => Catalog;

    public override RoutineCatalog Routines => routines ?? throw new InvalidOperationException("no routines in these tests");

    public override VirtualTables VirtualTables => VirtualTables.Empty;

    public override FormatSettings Format => format;

    public override int ProcessId => 1;

    public override string CurrentUser => "postgres";

    public override string SessionUser => "postgres";

    public override string DatabaseName => "postgres";

    public override IReadOnlyList<string> SearchPath => ["pg_catalog", "public"];

    public override Random Random { get; } = new(1);

    public override string? GetSetting(string name) => null;

    public override IEnumerable<SettingRow> Settings() => [];

    public override void SetSetting(string name, string? value, bool isLocal) => throw InternalErrors.Unexpected("a setting was changed");

    public override void Notice(SqlError notice)
    {
    }

    public override T Service<T>() => throw InternalErrors.Unexpected("no services");

    public override void ThrowIfCancelled()
    {
    }
}
