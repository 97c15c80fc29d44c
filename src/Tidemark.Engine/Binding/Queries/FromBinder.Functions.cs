using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Functions in FROM.</summary>
internal sealed partial class FromBinder
{
    private BoundFrom BindFunction(FunctionTable item)
    {
        // Functions in FROM see what stands left of them with or without LATERAL.
        if (item.Functions.Any(IsUnnestOfSeveral)) item = item with { Functions = [.. item.Functions.SelectMany(Single)] };
        var calls = item.Functions.Select(f => Lateral(true, ExpressionKind.FromFunction, () => BindCall(f, item, item.Functions.Count == 1))).ToList();
        var name = calls.Count == 1 ? calls[0].Name : "";
        var ordinality = item.WithOrdinality ? binder.NewColumn("ordinality", SqlTypes.Int8) : null;

        // A scalar beside sets is a set of one row.
        if (calls.Count > 1) calls = [.. calls.Select(c => c.Call is null ? (OneRow(c.Value!, c.Name), null, c.Name, c.IsScalar) : c)];

        // A function that returns one scalar column names it after the table's alias.
        var renamesColumn = calls is [{ IsScalar: true } only] && item.Alias?.Name is not null && OutputName(only.Value) is null && OutputName(only.Call) is null;
        Relation relation;
        if (calls.All(c => c.Call is not null))
        {
            relation = SpreadRows(new FunctionScan([.. calls.Select(c => c.Call!)], ordinality), [.. calls.Where(c => c.Call!.Function.Columns.Length == 1).Select(c => c.Call!.Columns[0].Id)]);
        }
        else if (calls is [{ Value: { } value }])
        {
            var items = ImmutableArray.CreateBuilder<ProjectItem>();
            if (value is BoundRow row) items.AddRange(row.Fields.Select((f, i) => new ProjectItem(f, binder.NewColumn(row.Names[i], f.Type))));
            else items.Add(new ProjectItem(value, binder.NewColumn(OutputName(value) ?? name, value.Type)));
            if (ordinality is not null) items.Add(new ProjectItem(Constants.Int8(1), ordinality));
            relation = SpreadRows(new Project(Values.SingleRow, items.ToImmutable()), value is BoundRow ? [] : [items[0].Output.Id]);
        }
        else
        {
            throw InternalErrors.NotSupported("ROWS FROM with functions that do not return sets", item.Position);
        }

        var columns = relation.Output;
        if (renamesColumn) columns = columns.SetItem(0, columns[0] with { Name = item.Alias!.Name! });
        return Finish(relation, item.Alias, name, null, null, isScalar: calls is [{ IsScalar: true }] && !item.WithOrdinality, visible: columns);
    }

    // The name of the only OUT parameter, which an alias of the table leaves alone.
    private static string? OutputName(BoundExpression? value) => value is BoundCall call ? OutputName(call.Function) : null;

    private static string? OutputName(TableFunctionReference? call) => call is null ? null : OutputName(call.Function);

    private static string? OutputName(Routine function) => UserRoutines.SourceOf(function) is { } source
        ? source.Outputs.FirstOrDefault()?.Name
        : function is TableFunction { Columns: [var only] } && only.Name != function.Name ? only.Name : null;

    private (TableFunctionReference? Call, BoundExpression? Value, string Name, bool IsScalar) BindCall(FunctionTableItem function, FunctionTable item, bool isOnly)
    {
        var expressions = new ExpressionBinder(binder, scope);
        var definitions = function.ColumnDefinitions.IsEmpty && isOnly ? item.ColumnDefinitions : function.ColumnDefinitions;
        if (function.Function is not FunctionCall call)
            return (null, binder.Coercion.ResolveUnknown(expressions.Bind(function.Function, ExpressionKind.FromFunction)), OutputNames.Of(function.Function), true);

        // A call that is a cast in disguise, and functions that are no sets, give one row.
        var resolved = expressions.TryResolveSet(call, out var value);
        if (resolved is not { } found)
        {
            if (!definitions.IsEmpty)
                throw QueryErrors.Malformed("a column definition list is only allowed for functions returning \"record\"", definitions[0].Position);
            return (null, binder.Coercion.ResolveUnknown(value!), call.Name.Object, value is not BoundRow && !IsSpread(value!.Type));
        }

        var table = (TableFunction)found.Routine;
        var columns = ColumnsOf(table, found, definitions, call.Position);
        return (new TableFunctionReference(table, found.Arguments, columns), null, call.Name.Object, columns.Length == 1 && !table.Result.Is(SqlTypes.Record) && !IsSpread(columns[0].Type));
    }

    // unnest(a, b) is ROWS FROM (unnest(a), unnest(b)).
    private static bool IsUnnestOfSeveral(FunctionTableItem item) => item.Function is FunctionCall { Name: { Object: "unnest", Schema: null or "pg_catalog" }, Arguments.Count: > 1 };

    private static IEnumerable<FunctionTableItem> Single(FunctionTableItem item) => IsUnnestOfSeveral(item) && item.Function is FunctionCall call
        ? call.Arguments.Select(a => item with { Function = call with { Name = new Syntax.Names.QualifiedName(["pg_catalog", "unnest"]) { Position = call.Name.Position }, Arguments = [a] } })
        : [item];

    private TableFunctionReference OneRow(BoundExpression value, string name)
    {
        var function = (TableFunction)binder.Context.Routines.Find("tidemark_one_row").First();
        return new TableFunctionReference(function, [value], [binder.NewColumn(name, value.Type)]);
    }

    // Functions of rows give their fields as columns.
    private Relation SpreadRows(Relation relation, HashSet<ColumnId> results)
    {
        if (!relation.Output.Any(c => IsSpread(c.Type) && results.Contains(c.Id))) return relation;
        var items = ImmutableArray.CreateBuilder<ProjectItem>();
        foreach (var column in relation.Output)
        {
            if (!IsSpread(column.Type) || !results.Contains(column.Id)) items.Add(new ProjectItem(column.Reference, column));
            else items.AddRange(column.Type.Fields.Select((f, i) => new ProjectItem(new BoundField(column.Reference, i, f.Name, f.Type), binder.NewColumn(f.Name, f.Type))));
        }

        return new Project(relation, items.ToImmutable());
    }

    private static bool IsSpread(SqlType type) => type is { IsRow: true, Fields.IsEmpty: false };

    private ImmutableArray<OutputColumn> ColumnsOf(TableFunction table, ResolvedCall call, SyntaxList<ColumnDefinition> definitions, int position)
    {
        if (!table.Columns.IsEmpty)
        {
            if (definitions.Count > 0 && !table.Result.Is(SqlTypes.Record))
                throw QueryErrors.Malformed("a column definition list is only allowed for functions returning \"record\"", definitions[0].Position);
            if (definitions.Count > 0)
                throw QueryErrors.Malformed("a column definition list is redundant for a function with OUT parameters", definitions[0].Position);
            return [.. ExpressionBinder.ResolveColumns(table, call).Select(c => binder.NewColumn(c.Name, c.Type))];
        }

        if (definitions.Count == 0) throw QueryErrors.Malformed("a column definition list is required for functions returning \"record\"", position);
        return [.. definitions.Select(d => binder.NewColumn(d.Name, binder.Types.Resolve(d.Type!)))];
    }
}
