using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Calls of functions of all kinds.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindFunction(FunctionCall e)
    {
        var call = ResolveCall(e, isProcedure: false, out var cast);
        return cast ?? BindResolved(e, call);
    }

    private BoundExpression BindResolved(FunctionCall e, ResolvedCall call)
    {
        if (e.IsStar && call.Routine is not AggregateFunction)
            throw WrongKind($"{e.Name}(*) specified, but {e.Name} is not an aggregate function", e.Position);
        return call.Routine switch
        {
            AggregateFunction aggregate => BindAggregate(e, aggregate, call),
            WindowFunction window => BindWindowFunction(e, window, call),
            ScalarFunction scalar => BindScalar(e, scalar, call),
            TableFunction table => BindSet(e, table, call),
            Procedure => throw QueryErrors.IsProcedure(FunctionResolution.Signature(e.Name, [.. e.Arguments.Select(a => new NamedArgument(a.Name, Bind(a.Value)))]), e.Position),
            _ => throw InternalErrors.Unexpected($"a routine of unknown kind {call.Routine.GetType().Name}"),
        };
    }

    /// <summary>The set-returning routine of a call at the top of FROM; null, with the value of the call, where it is no set.</summary>
    public ResolvedCall? TryResolveSet(FunctionCall e, out BoundExpression? value)
    {
        var outer = scope.Kind;
        scope.Kind = ExpressionKind.FromFunction;
        try
        {
            var call = ResolveCall(e, isProcedure: false, out value);
            if (value is not null) return null;
            if (call.Routine is TableFunction)
            {
                RefuseAggregateClauses(e);
                return call;
            }

            value = BindResolved(e, call);
            return null;
        }
        finally
        {
            scope.Kind = outer;
        }
    }

    /// <summary>The procedure of CALL, or the function that is called in its place.</summary>
    public ResolvedCall ResolveProcedure(FunctionCall e)
    {
        scope.Kind = ExpressionKind.Call;
        var call = ResolveCall(e, isProcedure: true, out _);
        RefuseAggregateClauses(e);
        return call;
    }

    private ResolvedCall ResolveCall(FunctionCall e, bool isProcedure, out BoundExpression? cast)
    {
        cast = null;
        List<NamedArgument> arguments = [.. e.Arguments.Select(a => new NamedArgument(a.Name, RowValue(Bind(a.Value))))];
        if (e.IsWithinGroup) arguments.AddRange(e.OrderBy.Select(k => new NamedArgument(null, Bind(k.Value))));
        var filter = e.Filter is null ? null : BindCondition(e.Filter, ExpressionKind.Filter);
        var match = Find(e, arguments, isProcedure, out var castType);
        if (match is null)
        {
            cast = Coercion.TryCoerceTo(arguments[0].Value, castType!, CastContext.Explicit);
            return default;
        }

        if (binder.ActiveTrace is { } trace && UserRoutines.SourceOf(match.Routine) is { } source) trace.Routines.Add(new TracedRoutine(e.Name.Position, e.Name.Parts.Count, source.Oid));
        return binder.Functions.Resolve(match, arguments, e.Position) with { Filter = filter };
    }

    private FunctionMatch? Find(FunctionCall e, List<NamedArgument> arguments, bool isProcedure, out SqlType? castType)
    {
        var plain = !e.IsStar && !e.IsDistinct && e.OrderBy.IsEmpty && e.Filter is null && e.Over is null && !isProcedure;
        try
        {
            return binder.Functions.Find(e.Name, arguments, e.IsVariadic, isProcedure, plain ? binder.Types.Find : static _ => null, e.Position, out castType);
        }
        catch (SqlException failure) when (failure.State == SqlState.UndefinedFunction && arguments.Count > 1 && !e.OrderBy.IsEmpty && !e.IsWithinGroup)
        {
            throw NameErrors.AggregateWithOrderDoesNotExist(FunctionResolution.Signature(e.Name, arguments), e.Position);
        }
    }

    private static BoundCall BindScalar(FunctionCall e, ScalarFunction function, ResolvedCall call)
    {
        RefuseAggregateClauses(e);
        if (e.IsVariadic && function.Parameters[^1].Type.Kind == TypeKind.Any)
        {
            var array = call.Arguments[^1];
            if (!Coercion.BaseOf(array.Type).IsArray) throw TypeErrors.VariadicMustBeArray(array.Position);
            function = SpreadFunction.Of(function);
        }

        return new BoundCall(function, call.Arguments, call.Result);
    }

    private static void RefuseAggregateClauses(FunctionCall e)
    {
        var clause = e switch
        {
            { IsDistinct: true } => "DISTINCT",
            { IsWithinGroup: true } => "WITHIN GROUP",
            { OrderBy.IsEmpty: false } => "ORDER BY",
            { Filter: not null } => "FILTER",
            _ => null,
        };
        if (clause is not null) throw WrongKind($"{clause} specified, but {e.Name} is not an aggregate function", e.Position);
        if (e.Over is not null) throw WrongKind($"OVER specified, but {e.Name} is not a window function nor an aggregate function", e.Position);
    }

    // A set-returning function in an expression: computed below it, and referred to by its columns.
    private BoundExpression BindSet(FunctionCall e, TableFunction function, ResolvedCall call)
    {
        RefuseAggregateClauses(e);
        if (scope.Kind == ExpressionKind.FromFunction) throw QueryErrors.SetMustBeTopLevel(e.Position);
        if (scope.Kind.ForbidsSets() is { } place) throw QueryErrors.SetNotAllowed(place, e.Position);
        var columns = ResolveColumns(function, call).Select(c => binder.NewComputed(scope, c.Name, c.Type, ComputedKind.Set)).ToImmutableArray();
        if (columns.IsEmpty) throw QueryErrors.UnknownRowType(e.Name.Object);
        var height = 0;
        foreach (var (inner, innerHeight) in scope.SetCalls)
            if (call.Arguments.Any(a => ExpressionTree.Any(a, x => x is BoundColumn column && inner.Columns.Any(c => c.Id == column.Id))))
                height = Math.Max(height, innerHeight + 1);
        scope.LastSetPosition = e.Position;
        scope.SetCalls.Add((new TableFunctionReference(function, call.Arguments, columns), height));
        return columns.Length == 1 && !function.Result.Is(SqlTypes.Record)
            ? columns[0].Reference
            : BoundRow.Of([.. columns.Select(c => (BoundExpression)c.Reference)], [.. columns.Select(c => c.Name)]);
    }

    /// <summary>The columns of a set-returning function for the arguments of a call.</summary>
    public static IEnumerable<TableFunctionColumn> ResolveColumns(TableFunction function, ResolvedCall call) =>
        function.Columns.Select(c => c with { Type = call.Types.Substitute(c.Type) });

    private BoundExpression BindSqlValue(SqlValueExpression e) => ResolveSqlValue(e) with { KeyWord = SyntaxPrinter.Print(e) };

    private BoundExpression ResolveSqlValue(SqlValueExpression e)
    {
        switch (e.Kind)
        {
            case SqlValueKind.CurrentTimestamp:
                return WithPrecision(SqlTypes.TimestampTz);
            case SqlValueKind.LocalTimestamp:
                return WithPrecision(SqlTypes.Timestamp);
            case SqlValueKind.LocalTime:
                return WithPrecision(SqlTypes.Time);
            case SqlValueKind.CurrentTime:
                return WithPrecision(SqlTypes.TimeTz);
            case SqlValueKind.CurrentDate:
                return Coercion.TryCoerceTo(Now(), SqlTypes.Date, CastContext.Explicit)!;
            case SqlValueKind.CurrentRole or SqlValueKind.CurrentUser or SqlValueKind.User:
                return CallScalar("current_user", [], e.Position);
            case SqlValueKind.SessionUser:
                return CallScalar("session_user", [], e.Position);
            case SqlValueKind.CurrentCatalog:
                return CallScalar("current_database", [], e.Position);
            case SqlValueKind.CurrentSchema:
                return CallScalar("current_schema", [], e.Position);
            default:
                throw InternalErrors.Unexpected($"an SQL value of unknown kind {e.Kind}");
        }

        BoundExpression Now() => CallScalar("now", [], e.Position);

        BoundExpression WithPrecision(SqlType type)
        {
            var target = e.Precision is { } digits ? type.WithModifier(Math.Clamp(digits, 0, 6)) : type;
            return Coercion.TryCoerceTo(Now(), target, CastContext.Explicit)!;
        }
    }

    private static SqlException WrongKind(string message, int position) => QueryErrors.WrongFunctionKind(message, position);
}
