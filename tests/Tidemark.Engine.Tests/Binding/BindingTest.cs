using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Types;
using Xunit;
using Index = Tidemark.Engine.Catalog.Index;

namespace Tidemark.Engine.Tests.Binding;

/// <summary>Binds SQL over a small catalog: readings, devices, items and a view, with the built-in routines and a few of the test's own.</summary>
public abstract class BindingTest
{
    private static readonly RoutineCatalog s_routines = BuildRoutines();
    private static readonly CatalogSnapshot s_catalog = BuildCatalog();

    private protected static Binder NewBinder(ParameterTypes? parameters = null) => new(new BindingContext
    {
        Catalog = s_catalog,
        Routines = s_routines,
        VirtualTables = VirtualTables.Empty,
        SearchPath = ["pg_catalog", "public"],
        Functions = new StillSession(s_catalog, s_routines, FormatSettings.Default),
        Parameters = parameters ?? ParameterTypes.Inferred(),
    });

    private protected static BoundStatement Bind(string sql, ParameterTypes? parameters = null) => NewBinder(parameters).BindStatement(SqlParser.Parse(sql)[0].Statement);

    private protected static Relation BindQuery(string sql) => ((BoundQuery)Bind(sql)).Relation;

    /// <summary>The printed tree of a query.</summary>
    private protected static string Tree(string sql) => BoundPrinter.Print(BindQuery(sql));

    /// <summary>The one expression of SELECT expression, printed.</summary>
    private protected static string Expression(string expression, string from = "")
    {
        var project = BindQuery($"SELECT {expression}{(from.Length == 0 ? "" : $" FROM {from}")}");
        return BoundPrinter.Print(Assert.IsType<Project>(project).Items[0].Expression);
    }

    /// <summary>The type of the first column.</summary>
    private protected static string TypeOf(string expression, string from = "") =>
        BindQuery($"SELECT {expression}{(from.Length == 0 ? "" : $" FROM {from}")}").Output[0].Type.ToString();

    private protected static SqlError Error(string sql) => Assert.Throws<SqlException>(() => Bind(sql)).Error;

    /// <summary>Asserts the error as PostgreSQL gives it.</summary>
    private protected static void AssertError(string sql, string state, string message, int? position, string? hint = null, string? detail = null)
    {
        var error = Error(sql);
        Assert.Equal((state, message, position, hint, detail), (error.State.Code, error.Message, error.Position, error.Hint, error.Detail));
    }

    private static CatalogSnapshot BuildCatalog()
    {
        var catalog = CatalogSnapshot.Empty;
        foreach (var item in CatalogBootstrap.Objects()) catalog = catalog.Put(item);
        var readings = new Table
        {
            Oid = 20001,
            Schema = "public",
            Name = "readings",
            Columns =
            [
                NewColumn(1, "time", SqlTypes.TimestampTz, isNotNull: true), NewColumn(2, "device_id", SqlTypes.Int4, isNotNull: true), NewColumn(3, "value", SqlTypes.Float8),
                NewColumn(4, "note", SqlTypes.Text), NewColumn(5, "amount", SqlTypes.Numeric.WithModifier(TypeModifiers.ForNumeric(10, 2))),
            ],
        };
        var devices = new Table
        {
            Oid = 20002,
            Schema = "public",
            Name = "devices",
            Columns =
            [
                NewColumn(1, "id", SqlTypes.Int4, isNotNull: true), NewColumn(2, "name", SqlTypes.Varchar.WithModifier(TypeModifiers.ForLength(20)), isNotNull: true),
                NewColumn(3, "site", SqlTypes.Text), NewColumn(4, "tags", SqlTypes.ArrayOf(SqlTypes.Text)!), NewColumn(5, "meta", SqlTypes.Jsonb),
            ],
            Constraints = [new Constraint { Oid = 20010, Name = "devices_pkey", Kind = ConstraintKind.PrimaryKey, Columns = [1], IndexOid = 20003 }],
        };
        var items = new Table
        {
            Oid = 20004,
            Schema = "public",
            Name = "items",
            Columns =
            [
                NewColumn(1, "id", SqlTypes.Int4, isNotNull: true) with { Identity = IdentityKind.Always, DefaultSql = "7" },
                NewColumn(2, "price", SqlTypes.Numeric) with { DefaultSql = "1.5" }, NewColumn(3, "qty", SqlTypes.Int4, isNotNull: true) with { DefaultSql = "1" },
                NewColumn(4, "total", SqlTypes.Numeric) with { GeneratedSql = "price * qty" }, NewColumn(5, "label", SqlTypes.Text),
            ],
            Constraints =
            [
                new Constraint { Oid = 20011, Name = "items_pkey", Kind = ConstraintKind.PrimaryKey, Columns = [1], IndexOid = 20005 },
                new Constraint { Oid = 20012, Name = "positive", Kind = ConstraintKind.Check, CheckSql = "qty > 0" },
            ],
        };
        return catalog.Put(readings).Put(devices).Put(items)
            .Put(new Index { Oid = 20003, Schema = "public", Name = "devices_pkey", TableOid = 20002, Keys = [new IndexKey(1, null, false, false)], IsUnique = true, IsPrimary = true })
            .Put(new Index { Oid = 20005, Schema = "public", Name = "items_pkey", TableOid = 20004, Keys = [new IndexKey(1, null, false, false)], IsUnique = true, IsPrimary = true })
            .Put(new View
            {
                Oid = 20006,
                Schema = "public",
                Name = "latest",
                Query = "SELECT device_id, max(time) AS last FROM readings GROUP BY device_id",
                Columns = [new ViewColumn("device", SqlTypes.Int4), new ViewColumn("last", SqlTypes.TimestampTz)],
            });
    }

    private static Column NewColumn(int number, string name, SqlType type, bool isNotNull = false) => new() { Number = number, Name = name, Type = type, IsNotNull = isNotNull };

    private static RoutineCatalog BuildRoutines()
    {
        var present = new RoutineCatalogBuilder();
        BuiltinRoutines.Register(present);
        var catalog = new RoutineCatalogBuilder();
        BuiltinRoutines.Register(catalog);
        var implemented = present.Build();
        PostgresCasts.AddMissing(implemented, catalog);
        foreach (var (name, parameters, result) in PostgresFunctions)
        {
            if (implemented.Find(name).IsEmpty)
                catalog.Add(new ScalarFunction { Name = name, Parameters = [.. parameters.Select(p => new RoutineParameter(p))], Result = result, Kernel = NoKernel.Instance });
        }

        foreach (var (name, left, right, result) in PostgresOperators)
        {
            if (implemented.FindOperators(name).Any(o => o.Left is { } present && present.Is(left) && o.Right.Is(right))) continue;
            var function = new ScalarFunction { Name = "test_operator", Parameters = [new RoutineParameter(left), new RoutineParameter(right)], Result = result, Kernel = NoKernel.Instance };
            catalog.Add(function);
            catalog.Add(new Operator(name, left, right, function));
        }

        if (implemented.Find("row_number").IsEmpty)
            catalog.Add(new WindowFunction { Name = "row_number", Parameters = [], Result = SqlTypes.Int8, Compute = (_, _) => { } });
        if (implemented.Find("rank").IsEmpty)
            catalog.Add(new WindowFunction { Name = "rank", Parameters = [], Result = SqlTypes.Int8, Compute = (_, _) => { } });
        if (implemented.Find("string_agg").IsEmpty)
        {
            catalog.Add(new AggregateFunction
            {
                Name = "string_agg",
                Parameters = [new RoutineParameter(SqlTypes.Text), new RoutineParameter(SqlTypes.Text)],
                Result = SqlTypes.Text,
                CreateAccumulator = _ => throw InternalErrors.Unexpected("a test routine was called"),
            });
        }

        if (implemented.Find("generate_series").IsEmpty)
        {
            catalog.Add(new TableFunction
            {
                Name = "generate_series",
                Parameters = [new RoutineParameter(SqlTypes.Int4), new RoutineParameter(SqlTypes.Int4)],
                Result = SqlTypes.Int4,
                Columns = [new TableFunctionColumn("generate_series", SqlTypes.Int4)],
                Invoke = _ => [],
            });
        }

        foreach (var (name, parameters, result) in TestFunctions)
            catalog.Add(new ScalarFunction { Name = name, Schema = "public", Parameters = parameters, Result = result, Kernel = NoKernel.Instance });
        catalog.Add(new ScalarFunction
        {
            Name = "test_join",
            Schema = "public",
            Parameters = [new RoutineParameter(SqlTypes.Text), new RoutineParameter(SqlTypes.ArrayOf(SqlTypes.Text)!)],
            IsVariadic = true,
            Result = SqlTypes.Text,
            Kernel = NoKernel.Instance,
        });
        catalog.Add(new ScalarFunction
        {
            Name = "test_format",
            Schema = "public",
            Parameters = [new RoutineParameter(SqlTypes.Text), new RoutineParameter(SqlTypes.Any)],
            IsVariadic = true,
            Result = SqlTypes.Text,
            Kernel = NoKernel.Instance,
        });
        catalog.Add(new TableFunction
        {
            Name = "test_series",
            Schema = "public",
            Parameters = [new RoutineParameter(SqlTypes.Int4), new RoutineParameter(SqlTypes.Int4)],
            Result = SqlTypes.Int4,
            Columns = [new TableFunctionColumn("test_series", SqlTypes.Int4)],
            Invoke = _ => [],
        });
        catalog.Add(new TableFunction
        {
            Name = "test_unnest",
            Schema = "public",
            Parameters = [new RoutineParameter(SqlTypes.AnyArray)],
            Result = SqlTypes.AnyElement,
            Columns = [new TableFunctionColumn("test_unnest", SqlTypes.AnyElement)],
            Invoke = _ => [],
        });
        catalog.Add(new TableFunction
        {
            Name = "make_hypertable",
            Schema = "public",
            Parameters =
            [
                new RoutineParameter(SqlTypes.RegClass, "relation"), new RoutineParameter(SqlTypes.Name, "time_column_name"),
                new RoutineParameter(SqlTypes.AnyElement, "chunk_time_interval", "NULL::bigint"), new RoutineParameter(SqlTypes.Bool, "if_not_exists", "false"),
            ],
            Result = SqlTypes.Record,
            ReturnsOneRow = true,
            Columns = [new TableFunctionColumn("id", SqlTypes.Int4), new TableFunctionColumn("created", SqlTypes.Bool)],
            Invoke = _ => [],
        });
        catalog.Add(new WindowFunction
        {
            Name = "test_rank",
            Schema = "public",
            Parameters = [],
            Result = SqlTypes.Int8,
            Compute = (_, _) => { },
        });
        return catalog.Build();
    }

    // Functions that the recordings call, for as long as they are not implemented.
    private static (string Name, SqlType[] Parameters, SqlType Result)[] PostgresFunctions =>
    [
        ("now", [], SqlTypes.TimestampTz), ("lower", [SqlTypes.Text], SqlTypes.Text), ("upper", [SqlTypes.Text], SqlTypes.Text),
        ("similar_to_escape", [SqlTypes.Text], SqlTypes.Text), ("like_escape", [SqlTypes.Text, SqlTypes.Text], SqlTypes.Text),
    ];

    private static IEnumerable<(string Name, SqlType Left, SqlType Right, SqlType Result)> PostgresOperators =>
    [
        ("||", SqlTypes.Text, SqlTypes.Text, SqlTypes.Text), ("||", SqlTypes.AnyNonArray, SqlTypes.Text, SqlTypes.Text), ("||", SqlTypes.Text, SqlTypes.AnyNonArray, SqlTypes.Text),
        ("||", SqlTypes.AnyCompatibleArray, SqlTypes.AnyCompatibleArray, SqlTypes.AnyCompatibleArray), ("||", SqlTypes.Bytea, SqlTypes.Bytea, SqlTypes.Bytea),
        ("||", SqlTypes.Jsonb, SqlTypes.Jsonb, SqlTypes.Jsonb), ("=", SqlTypes.Jsonb, SqlTypes.Jsonb, SqlTypes.Bool), ("^", SqlTypes.Float8, SqlTypes.Float8, SqlTypes.Float8),
        .. new[] { "~~", "!~~", "~~*", "!~~*" }.Select(name => (name, SqlTypes.Text, SqlTypes.Text, SqlTypes.Bool)),
        .. new[] { "+", "-", "*", "/", "%", "^" }.Select(name => (name, SqlTypes.Numeric, SqlTypes.Numeric, SqlTypes.Numeric)),
        ("-", SqlTypes.TimestampTz, SqlTypes.TimestampTz, SqlTypes.Interval), ("-", SqlTypes.TimestampTz, SqlTypes.Interval, SqlTypes.TimestampTz),
        ("+", SqlTypes.TimestampTz, SqlTypes.Interval, SqlTypes.TimestampTz), ("+", SqlTypes.Date, SqlTypes.Int4, SqlTypes.Date),
    ];

    private static (string Name, ImmutableArray<RoutineParameter> Parameters, SqlType Result)[] TestFunctions =>
    [
        ("test_int", [new RoutineParameter(SqlTypes.Int4)], SqlTypes.Int4),
        ("test_text", [new RoutineParameter(SqlTypes.Text)], SqlTypes.Text),
        ("test_over", [new RoutineParameter(SqlTypes.Int4)], SqlTypes.Int4),
        ("test_over", [new RoutineParameter(SqlTypes.Float8)], SqlTypes.Float8),
        ("test_over", [new RoutineParameter(SqlTypes.Text)], SqlTypes.Text),
        ("test_append", [new RoutineParameter(SqlTypes.AnyCompatibleArray), new RoutineParameter(SqlTypes.AnyCompatible)], SqlTypes.AnyCompatibleArray),
        ("test_same", [new RoutineParameter(SqlTypes.AnyElement), new RoutineParameter(SqlTypes.AnyElement)], SqlTypes.AnyElement),
        ("test_named", [new RoutineParameter(SqlTypes.Int4, "a"), new RoutineParameter(SqlTypes.Text, "b", "'x'"), new RoutineParameter(SqlTypes.Bool, "c", "true")], SqlTypes.Int4),
    ];
}
