using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>The bodies of routines that users made, as statements, and their results as the declarations promise them.</summary>
internal static class RoutineBodies
{
    /// <summary>The statements of a body.</summary>
    public static IReadOnlyList<Statement> Parse(UserRoutine routine) => [.. SqlParser.Parse(routine.Body).Select(s => s.Statement)];

    /// <summary>What a binder of a body may look at.</summary>
    /// <param name="outer">What the caller may look at.</param>
    /// <param name="routine">The routine.</param>
    /// <param name="types">The types of its inputs.</param>
    public static BindingContext Context(BindingContext outer, UserRoutine routine, IEnumerable<SqlType> types) => new()
    {
        Catalog = outer.Catalog,
        Routines = outer.Routines,
        VirtualTables = outer.VirtualTables,
        SearchPath = routine.Path.IsEmpty ? outer.SearchPath : routine.Path,
        TemporarySchema = outer.TemporarySchema,
        Functions = outer.Functions,
        Parameters = ParameterTypes.Fixed(types),
        Routine = new RoutineNames(routine.Name, [.. routine.Inputs.Select(p => p.Name)]),
    };

    /// <summary>The last statement of a body, its columns those that the routine returns. 42P13 where they cannot be.</summary>
    /// <param name="bound">The statement; null for one that gives no rows by its nature.</param>
    /// <param name="binder">Its binder.</param>
    /// <param name="routine">The routine.</param>
    /// <param name="columns">The types to return.</param>
    public static BoundStatement Conform(BoundStatement? bound, Binder binder, UserRoutine routine, IReadOnlyList<SqlType> columns)
    {
        var isRow = IsRow(routine);
        var declared = binder.Context.Catalog.Find(routine.ReturnsRelation) is SchemaObject relation ? relation.Name : isRow ? "record" : columns[0].DisplayName;
        if (bound is null || (bound is not BoundQuery && bound.Output.IsEmpty))
            throw RoutineErrors.ReturnMismatch(routine.Name, declared, "Function's final statement must be SELECT or INSERT/UPDATE/DELETE RETURNING.");
        if (isRow) bound = Spread(bound, binder, columns);
        var output = bound.Output;
        if (!isRow && output.Length != 1) throw RoutineErrors.ReturnMismatch(routine.Name, declared, "Final statement must return exactly one column.");
        if (isRow && output.Length < columns.Count) throw RoutineErrors.ReturnMismatch(routine.Name, declared, "Final statement returns too few columns.");
        if (isRow && output.Length > columns.Count) throw RoutineErrors.ReturnMismatch(routine.Name, declared, "Final statement returns too many columns.");
        switch (bound)
        {
            case BoundQuery query:
                var items = output.Select((c, i) => Item(c.Reference, c, i)).ToImmutableArray();
                return items.All(i => i.Expression is BoundColumn) ? bound : new BoundQuery(new Project(query.Relation, items));
            case BoundInsert insert:
                return insert with { Returning = Items(insert.Returning) };
            case BoundUpdate update:
                return update with { Returning = Items(update.Returning) };
            case BoundDelete delete:
                return delete with { Returning = Items(delete.Returning) };
            default:
                throw InternalErrors.Unexpected($"a statement of unknown kind {bound.GetType().Name}");
        }

        ImmutableArray<ProjectItem> Items(ImmutableArray<ProjectItem> returning) => [.. returning.Select((r, i) => Item(r.Expression, r.Output, i))];

        ProjectItem Item(BoundExpression value, OutputColumn column, int i)
        {
            var wanted = columns[i];
            if (value.Type.Equals(wanted) || (value.Type.Is(wanted) && wanted.Modifier < 0)) return new ProjectItem(value, column);
            var converted = binder.Coercion.TryCoerceTo(value, wanted, CastContext.Assignment) ?? throw RoutineErrors.ReturnMismatch(
                routine.Name,
                declared,
                isRow ? $"Final statement returns {value.Type.DisplayName} instead of {wanted.DisplayName} at column {i + 1}." : $"Actual return type is {value.Type.DisplayName}.");
            return new ProjectItem(converted, binder.NewColumn(column.Name, wanted));
        }
    }

    // One row stands for its fields.
    private static BoundStatement Spread(BoundStatement bound, Binder binder, IReadOnlyList<SqlType> columns)
    {
        if (bound is not BoundQuery { Output: [{ Type: { IsRow: true } type } only] } query || type.Fields.Length != columns.Count || columns[0].Is(type)) return bound;
        return new BoundQuery(new Project(query.Relation, [.. type.Fields.Select((f, i) => new ProjectItem(new BoundField(only.Reference, i, f.Name, f.Type), binder.NewColumn(f.Name, f.Type)))]));
    }

    /// <summary>Whether a routine returns rows of columns rather than plain values.</summary>
    public static bool IsRow(UserRoutine routine) => routine.Returns.Is(SqlTypes.Record);
}
