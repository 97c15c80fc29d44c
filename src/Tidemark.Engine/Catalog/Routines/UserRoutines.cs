using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Catalog;

/// <summary>Routines that users made, in the form in which overload resolution and execution know routines.</summary>
internal static class UserRoutines
{
    // A catalog object is immutable, and so is what is made of it; it goes when the last catalog that has it goes.
    private static readonly ConditionalWeakTable<UserRoutine, Routine> s_made = [];
    private static readonly ConditionalWeakTable<Routine, UserRoutine> s_sources = [];

    /// <summary>The built-in routines of a name and those that users made, whatever their schema.</summary>
    public static IEnumerable<Routine> Overloads(string name, RoutineCatalog builtins, CatalogSnapshot catalog)
    {
        if (name.StartsWith('#') && uint.TryParse(name.AsSpan(1), out var oid) && catalog.Find<UserRoutine>(oid) is { } stored) return [Of(stored, catalog)];
        var own = catalog.RoutinesNamed(name);
        return own.IsEmpty ? builtins.Find(name) : builtins.Find(name).Concat(own.Select(r => Of(r, catalog)));
    }

    /// <summary>How expressions that the catalog holds as text call a routine: by its oid, so that it may be renamed and moved.</summary>
    public static string StoredName(uint oid) => $"#{oid}";

    /// <summary>Whether such an expression calls a routine.</summary>
    public static bool IsUsedBy(string? sql, uint oid) => sql is not null && sql.Contains($"\"{StoredName(oid)}\"(", StringComparison.Ordinal);

    /// <summary>The routine that a catalog object stands for.</summary>
    public static Routine Of(UserRoutine source, CatalogSnapshot catalog)
    {
        // The columns of a relation may change while the function stays.
        if (source.ReturnsRelation != 0) return Make(source, catalog);
        if (s_made.TryGetValue(source, out var known)) return known;
        var made = Make(source, catalog);
        s_made.AddOrUpdate(source, made);
        return made;
    }

    /// <summary>The catalog object that a routine stands for; null for a built-in one.</summary>
    public static UserRoutine? SourceOf(Routine routine) => s_sources.TryGetValue(routine, out var source) ? source : null;

    /// <summary>The columns that a function returns; empty for a record whose columns the caller has to say. One without a name for a plain type.</summary>
    public static ImmutableArray<TableFunctionColumn> ColumnsOf(UserRoutine source, CatalogSnapshot catalog)
    {
        var outputs = source.Outputs.ToList();
        if (outputs.Count > 0) return [.. outputs.Select((p, i) => new TableFunctionColumn(p.Name ?? $"column{i + 1}", p.Type))];
        if (source.ReturnsRelation != 0)
        {
            return catalog.Find(source.ReturnsRelation) switch
            {
                Table table => [.. table.LiveColumns.Select(c => new TableFunctionColumn(c.Name, c.Type))],
                View view => [.. view.Columns.Select(c => new TableFunctionColumn(c.Name, c.Type))],
                _ => [],
            };
        }

        return source.Returns.Is(SqlTypes.Record) ? [] : [new TableFunctionColumn(source.Name, source.Returns)];
    }

    private static Routine Make(UserRoutine source, CatalogSnapshot catalog)
    {
        var parameters = source.Arguments.Select(p => new RoutineParameter(p.Type, p.Name, p.DefaultSql)).ToImmutableArray();
        var isVariadic = source.Parameters.Any(p => p.Mode == ParameterMode.Variadic);
        Routine made;
        if (source.IsProcedure)
        {
            made = new Procedure
            {
                Name = source.Name,
                Schema = source.Schema,
                Parameters = parameters,
                Result = source.Returns,
                IsVariadic = isVariadic,
                Volatility = Volatility.Volatile,
                Invoke = static (_, _) => throw Errors.InternalErrors.Unexpected("a procedure of a user is run by CALL"),
            };
        }
        else if (source.ReturnsSet || source.Returns.Is(SqlTypes.Record))
        {
            made = new TableFunction
            {
                Name = source.Name,
                Schema = source.Schema,
                Parameters = parameters,
                Result = source.Returns,
                IsVariadic = isVariadic,
                Volatility = source.Volatility,
                Columns = ColumnsOf(source, catalog),
                IsStrict = source.IsStrict,
                ReturnsOneRow = !source.ReturnsSet,
                Invoke = call => call.Context.Service<IRoutineRunner>().Rows(source, call.Arguments, [.. call.Columns.Select(c => c.Type)]),
            };
        }
        else
        {
            made = new ScalarFunction
            {
                Name = source.Name,
                Schema = source.Schema,
                Parameters = parameters,
                Result = source.Returns,
                IsVariadic = isVariadic,
                Volatility = source.Volatility,
                IsStrict = source.IsStrict,
                Kernel = new BodyKernel(source),
            };
        }

        made.Oid = source.Oid;
        s_sources.Add(made, source);
        return made;
    }

    private sealed class BodyKernel(UserRoutine source) : ScalarKernel
    {
        public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context)
        {
            var runner = context.Service<IRoutineRunner>();
            for (var row = 0; row < rows; row++)
            {
                if (source.IsStrict && HasNull(arguments, row)) result.AppendNull();
                else runner.Scalar(source, arguments, row, result);
            }

            return result.Build();
        }

        private static bool HasNull(ReadOnlySpan<Vector> arguments, int row)
        {
            foreach (var argument in arguments)
            {
                if (argument.IsNull(row)) return true;
            }

            return false;
        }
    }
}
