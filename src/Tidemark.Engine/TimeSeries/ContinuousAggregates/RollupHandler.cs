using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Engine.TimeSeries.Hypertables;
using Tidemark.Errors;

namespace Tidemark.Engine.TimeSeries.ContinuousAggregates;

/// <summary>CREATE MATERIALIZED VIEW ... WITH (timescaledb.continuous) and ALTER MATERIALIZED VIEW ... SET.</summary>
internal sealed class RollupHandler : IMaterializedViewHandler
{
    private const string Internal = "_timescaledb_internal";
    private const string Tag = "CREATE MATERIALIZED VIEW";

    // TimescaleDB's: what is kept of one chunk's rows is little, so that chunks may be as much wider.
    private const int ChunkFactor = 10;

    /// <inheritdoc />
    public IReadOnlyList<string> Namespaces => ["timescaledb", "tsdb"];

    /// <inheritdoc />
    public bool Owns(SchemaObject relation, SessionContext session) => relation is View { Rollup: not null };

    /// <inheritdoc />
    public CommandResult Refresh(SchemaObject relation, RefreshMaterializedViewStatement statement, SessionContext session) => throw RollupErrors.NotByRefresh();

    /// <inheritdoc />
    public CommandResult Create(CreateMaterializedViewStatement statement, SessionContext session)
    {
        session.RequireWritable(Tag);
        if (!RollupOptions.AskFor(statement.Options)) throw RollupErrors.NoNamespace(statement.Options.First(o => o.Namespace is not null).Namespace!);
        var options = new RollupOptions(statement.Options);
        if (statement.Options.Any(o => o.Namespace is null)) throw RollupErrors.StorageParameters();
        if (!options.IsOn("finalized", true)) throw RollupErrors.NotFinalized();
        RequireTracking(options.Text("invalidate_using"));
        if (statement.WithData) session.RequireOutsideBlock("CREATE MATERIALIZED VIEW ... WITH DATA");
        var name = session.CreationTarget(statement.Name);
        session.Lock(new LockTarget(0, name.ToString()), TableLockMode.AccessExclusive);
        if (session.Catalog.FindRelation(name.Schema, name.Name) is not null)
        {
            if (!statement.IfNotExists) throw RollupErrors.Exists(name.Name);
            session.Notice(RollupErrors.ExistsSkipping(name.Name));
            return Tag;
        }

        _ = (options.IsOn("materialized_only", true), options.IsOn("create_group_indexes", true));

        // In the text that was written errors have their places.
        RollupDefinition.RefuseTables(statement.Query);
        session.NewBinder().BindQuery(statement.Query);
        var definition = RollupDefinition.Of(StoredSql.ParseQuery(ViewTexts.Resolved(SyntaxPrinter.Print(statement.Query), session)), session);
        Privileges.Require(definition.Hypertable, 't', session);
        if (statement.Columns.Count > definition.Columns.Length) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "too many column names were specified" });
        var columns = definition.Columns.Select((c, i) => i < statement.Columns.Count ? c with { Name = statement.Columns[i].Text } : c).ToImmutableArray();
        var view = Store(name, definition, columns, options, session);
        if (statement.WithData)
        {
            session.Notice(RollupErrors.Refreshing(name.Name));
            RollupRefresh.Run(view, TimeRange.All, new RefreshOptions { IsQuiet = true }, session);
        }

        return Tag;
    }

    /// <inheritdoc />
    public void AddColumn(SchemaObject relation, AddColumnAction action, SessionContext session) => RollupColumn.Add((View)relation, action, session);

    /// <inheritdoc />
    public void Altered(SchemaObject relation, IReadOnlyList<Option> options, SessionContext session)
    {
        var view = (View)relation;
        var read = new RollupOptions(options);
        if (options.Any(o => o.Namespace is null)) throw RollupErrors.OnlyOwnOptions();
        if (read.Has("continuous")) throw RollupErrors.CannotDisable();
        if (read.Has("create_group_indexes")) throw RollupErrors.CannotAlterOption("create_group_indexes");
        if (read.Has("finalized")) throw RollupErrors.CannotAlterOption("finalized");
        if (read.Has("invalidate_using")) throw RollupErrors.CannotAlterInvalidation();
        var rollup = view.Rollup!;
        if (read.Has("materialized_only"))
        {
            rollup = rollup with { IsMaterializedOnly = read.IsOn("materialized_only", true) };
            session.Transaction.Put(Shown(view with { Rollup = rollup }, session));
        }

        var table = session.Catalog.Find<Table>(rollup.TableOid)!;
        var passed = read.ColumnStore.ToList();
        if (read.ChunkInterval(rollup.Buckets.Type, new StatementContext(session)) is not null) passed.Add(options.First(o => o.Name == "chunk_interval"));
        if (passed.Count == 0) return;
        session.Lock(table.Oid, TableLockMode.AccessExclusive);
        new HypertableOptions().Altered(table, passed, session);
    }

    /// <summary>The view with the text and the dependencies that fit what it shows.</summary>
    public static View Shown(View view, SessionContext session)
    {
        var rollup = view.Rollup!;
        var table = session.Catalog.Find<Table>(rollup.TableOid)!;
        var direct = session.Catalog.Find<View>(rollup.DirectViewOid)!;
        var kept = table.LiveColumns.Take(view.Columns.Length).Select(c => SyntaxPrinter.QuoteIdentifier(c.Name)).ToList();
        var below = $"SELECT {string.Join(", ", kept)} FROM {InternalQuery.Name(table)}";
        if (rollup.IsMaterializedOnly) return view with { Query = below, DependsOn = [table.Oid] };
        var bucket = SyntaxPrinter.QuoteIdentifier(table.Columns[rollup.Buckets.Column - 1].Name);
        var watermark = RollupWatermark.Sql(rollup);
        var partial = session.Catalog.Find<View>(rollup.PartialViewOid)!;
        var shown = string.Join(", ", partial.Columns.Take(view.Columns.Length).Select(c => SyntaxPrinter.QuoteIdentifier(c.Name)));
        var time = SyntaxPrinter.QuoteIdentifier(partial.Columns[rollup.Buckets.Column - 1].Name);
        return view with
        {
            Query = $"{below} WHERE {bucket} < {watermark} UNION ALL SELECT {shown} FROM {InternalQuery.Name(partial)} WHERE {time} >= {watermark}",
            DependsOn = [table.Oid, .. direct.DependsOn],
        };
    }

    private static View Store(ObjectName name, RollupDefinition definition, ImmutableArray<ViewColumn> columns, RollupOptions options, SessionContext session)
    {
        var source = definition.Hypertable;
        var below = session.Catalog.RollupOf(source.Oid);
        if (below is not null) RollupHierarchy.Check(name, definition.Buckets, below);
        var table = MakeTable(definition, columns, below is null ? ChunkFactor : 1, options, session);
        var number = table.Hypertable!.Id;
        var viewOid = session.Database.NextOid();
        var text = SyntaxPrinter.Print(definition.Query);
        var partial = Internals($"_partial_view_{number}", definition.Merge is { } merge ? SyntaxPrinter.Print(merge.Query) : text, columns, definition, session);
        var shown = definition.HasHiddenColumn ? columns.RemoveAt(columns.Length - 1) : columns;
        var direct = Internals($"_direct_view_{number}", text, columns, definition, session);
        session.Transaction.Put(partial);
        session.Transaction.Put(direct);
        var view = Shown(new View
        {
            Oid = viewOid,
            Schema = name.Schema,
            Name = name.Name,
            Owner = session.CurrentUser,
            Query = "",
            Columns = shown,
            Rollup = new Rollup
            {
                TableOid = table.Oid,
                HypertableId = number,
                DirectViewOid = direct.Oid,
                PartialViewOid = partial.Oid,
                Sources = definition.Sources,
                KeyColumn = (definition.Key?.Place ?? -1) + 1,
                IsMaterializedOnly = options.IsOn("materialized_only", true),
                Buckets = definition.Buckets,
                Merging = definition.Merge is null ? null : new RollupMerging(RoomForLateRows(table, session), definition.Merge.Combination, definition.Merge.Keys),
            },
        }, session);
        session.Transaction.Put(view);
        if (options.ColumnStore is { Count: > 0 } store) new HypertableOptions().Altered(table, store, session);
        return view;
    }

    // What changes is noted as it is written, which is what the name of the default stands for. There is no other way.
    private static void RequireTracking(string? method)
    {
        if (method is null or "trigger") return;
        throw method == "wal" ? InternalErrors.NotSupported("timescaledb.invalidate_using = wal") : RollupErrors.UnknownInvalidation(method);
    }

    // Rows wait there as they are kept, in no order.
    private static long RoomForLateRows(Table table, SessionContext session)
    {
        var storage = session.Database.NextStorageId();
        session.Transaction.CreateStorage(storage, TableLayout.Of(table, []));
        return storage;
    }

    private static View Internals(string name, string text, ImmutableArray<ViewColumn> columns, RollupDefinition definition, SessionContext session) => new()
    {
        Oid = session.Database.NextOid(),
        Schema = Internal,
        Name = name,
        Owner = session.CurrentUser,
        Query = text,
        Columns = columns,
        DependsOn = definition.DependsOn,
    };

    private static Table MakeTable(RollupDefinition definition, ImmutableArray<ViewColumn> columns, int factor, RollupOptions options, SessionContext session)
    {
        var name = new ObjectName(Internal, $"_materialized_hypertable_{session.Database.Counters.NextHypertableId}");
        var draft = new TableDefinition(session, name);
        foreach (var column in columns) draft.AddColumn(column.Name, column.Type);
        var table = draft.Build([]);
        CreateTable.Store(table, [], session);
        var bucket = definition.Buckets.Column;
        var width = definition.Hypertable.Hypertable!.TimeDimension.Interval;
        var context = new StatementContext(session);

        // The index by group comes first: it is what rows are sorted by.
        if (options.IsOn("create_group_indexes", true))
        {
            foreach (var group in definition.GroupColumns) AddIndex(table, group + 1, bucket, session);
        }

        table = HypertableCreation.Convert(table, new HypertableRequest
        {
            TimeColumn = columns[bucket - 1].Name,
            Interval = type => options.ChunkInterval(type, context) ?? (width > long.MaxValue / factor ? width : width * factor),
        }, session);

        if (definition.Merge is { } merge)
        {
            table = table with { Columns = [.. table.Columns, .. merge.States.Select((t, i) => new Column { Number = table.Columns.Length + i + 1, Name = RollupStates.StateName(i + 1), Type = t, IsDropped = true, IsState = true })] };
            session.Transaction.Put(table);
        }

        // Another session may have taken the number meanwhile.
        if (table.Name == $"_materialized_hypertable_{table.Hypertable!.Id}") return table;
        table = table with { Name = $"_materialized_hypertable_{table.Hypertable.Id}" };
        session.Transaction.Put(table);
        return table;
    }

    private static void AddIndex(Table table, int group, int bucket, SessionContext session) => CreateIndex.Add(new Catalog.Index
    {
        Oid = session.Database.NextOid(),
        Schema = table.Schema,
        Name = session.ChooseName(table.Schema, table.Name, $"{table.Columns[group - 1].Name}_{table.Columns[bucket - 1].Name}", "idx"),
        Owner = table.Owner,
        TableOid = table.Oid,
        Keys = [new IndexKey(group, null, false, false), new IndexKey(bucket, null, true, true)],
    }, table, session);
}
