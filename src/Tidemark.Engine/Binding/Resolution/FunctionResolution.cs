using System.Collections.Immutable;
using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>A routine that fits a call, and how the call's arguments lie on its parameters.</summary>
/// <param name="Routine">The routine.</param>
/// <param name="Types">The declared type for each argument, in the call's order; elements for arguments that a variadic parameter gathers.</param>
/// <param name="Slots">For each argument the parameter it goes to, in the call's order.</param>
/// <param name="GathersVariadic">Whether the last arguments become the array of the variadic parameter.</param>
internal sealed record FunctionMatch(Routine Routine, SqlType[] Types, int[] Slots, bool GathersVariadic)
{
    /// <summary>Whether parameters take their defaults.</summary>
    public bool UsesDefaults => Routine.Parameters.Length > Types.Length;
}

/// <summary>A bound argument of a call, with its name when it was passed by name.</summary>
internal readonly record struct NamedArgument(string? Name, BoundExpression Value);

/// <summary>A routine with its arguments made ready: in the order of the parameters, converted, defaults and variadic arrays in place.</summary>
internal readonly record struct ResolvedCall(Routine Routine, ImmutableArray<BoundExpression> Arguments, SqlType Result, Polymorphism Types)
{
    /// <summary>FILTER (WHERE ...), or null.</summary>
    public BoundExpression? Filter { get; init; }
}

/// <summary>Finds functions, procedures, aggregates and window functions for the arguments of a call (manual, section 10.3).</summary>
internal sealed class FunctionResolution(BindingContext context, Coercion coercion, Func<string, BoundExpression> bindDefault)
{
    /// <summary>The routine that a call means; null with the type when the call is a cast in disguise, such as <c>float8(x)</c>.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="arguments">The arguments; ORDER BY arguments of WITHIN GROUP among them.</param>
    /// <param name="isVariadic">Whether the last argument is marked VARIADIC.</param>
    /// <param name="isProcedure">Whether CALL looks for a procedure, for the wording of errors.</param>
    /// <param name="findType">Gives the type of a name, or null.</param>
    /// <param name="position">The call's place.</param>
    /// <param name="castType">The type, for a cast.</param>
    public FunctionMatch? Find(
        QualifiedName name, IReadOnlyList<NamedArgument> arguments, bool isVariadic, bool isProcedure, Func<QualifiedName, SqlType?> findType, int position, out SqlType? castType)
    {
        castType = null;
        CheckNames(arguments, position);
        if (name.Schema is { } schema && context.Catalog.FindSchema(schema) is null) throw NameErrors.SchemaDoesNotExist(schema, position);
        var types = new SqlType[arguments.Count];
        for (var i = 0; i < types.Length; i++) types[i] = arguments[i].Value.Type;
        if (!isVariadic && FindExact(name, arguments, types) is { } exact) return exact;

        var candidates = Collect(name, arguments, isVariadic, out var undecided);
        foreach (var candidate in candidates)
            if (SameTypes(candidate.Types, types))
                return undecided.Contains(candidate) ? throw NameErrors.FunctionIsNotUnique(Signature(name, arguments), position, isProcedure) : candidate;

        if (arguments is [{ Name: null }] && findType(name) is { } type && IsCast(types[0], type))
        {
            castType = type;
            return null;
        }

        var found = Candidates.Choose(coercion, types, candidates, static c => c.Types, out var isAmbiguous);
        if (found is not null && !undecided.Contains(found)) return found;
        var signature = Signature(name, arguments);
        throw isAmbiguous || found is not null ? NameErrors.FunctionIsNotUnique(signature, position, isProcedure) : NameErrors.FunctionDoesNotExist(signature, position, isProcedure);
    }

    /// <summary>The oids of the users' routines that calls meant so far: what a view depends on.</summary>
    public HashSet<uint> UsedRoutines { get; } = [];

    /// <summary>The arguments as the routine takes them.</summary>
    public ResolvedCall Resolve(FunctionMatch match, IReadOnlyList<NamedArgument> arguments, int position)
    {
        if (UserRoutines.SourceOf(match.Routine) is { } source) UsedRoutines.Add(source.Oid);
        var parameters = match.Routine.Parameters;
        var given = new BoundExpression?[parameters.Length];
        var defaults = new List<(int Slot, BoundExpression Value)>();
        if (match.UsesDefaults)
        {
            for (var slot = 0; slot < parameters.Length; slot++)
                if (Array.IndexOf(match.Slots, slot) < 0)
                    defaults.Add((slot, bindDefault(parameters[slot].Default!)));
        }

        SqlType[] actual = [.. arguments.Select(a => a.Value.Type), .. defaults.Select(d => d.Value.Type)];
        SqlType[] declared = [.. match.Types, .. defaults.Select(d => parameters[d.Slot].Type)];
        var types = Polymorphism.Resolve(coercion, actual, declared, position);

        var gathered = ImmutableArray.CreateBuilder<BoundExpression>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = Argument(arguments[i].Value, types.Substitute(match.Types[i], position));
            var slot = match.Slots[i];
            if (match.GathersVariadic && slot == parameters.Length - 1) gathered.Add(value);
            else given[slot] = value;
        }

        foreach (var (slot, value) in defaults) given[slot] = coercion.TryCoerceTo(value, types.Substitute(parameters[slot].Type, position), CastContext.Assignment);

        var ready = ImmutableArray.CreateBuilder<BoundExpression>();
        foreach (var value in given)
            if (value is not null)
                ready.Add(value);
        if (gathered.Count > 0)
        {
            if (parameters[^1].Type.Kind == TypeKind.Any) ready.AddRange(gathered);
            else ready.Add(new BoundArray(gathered.ToImmutable(), types.Substitute(parameters[^1].Type, position)) { Position = gathered[0].Position });
        }

        return new ResolvedCall(match.Routine, ready.ToImmutable(), types.Substitute(match.Routine.Result, position), types);
    }

    /// <summary>Name and argument types as error messages show them.</summary>
    public static string Signature(QualifiedName name, IReadOnlyList<NamedArgument> arguments)
    {
        var text = new StringBuilder(name.ToString()).Append('(');
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i > 0) text.Append(", ");
            if (arguments[i].Name is { } argument) text.Append(argument).Append(" => ");
            text.Append(arguments[i].Value.Type.DisplayName);
        }

        return text.Append(')').ToString();
    }

    private BoundExpression Argument(BoundExpression value, SqlType type) =>
        type.Kind == TypeKind.Any ? value : coercion.Coerce(value, type, CastContext.Implicit);

    // The routine whose parameters have exactly the types of positional arguments, in the first schema that has one. It wins over all others.
    private FunctionMatch? FindExact(QualifiedName name, IReadOnlyList<NamedArgument> arguments, SqlType[] types)
    {
        Routine? found = null;
        var foundRank = int.MaxValue;
        foreach (var routine in UserRoutines.Overloads(name.Object, context.Routines, context.Catalog))
        {
            // One that others rival by their defaults is no match without looking at those.
            if (routine.Parameters.Length > types.Length && routine.Parameters[types.Length].Default is not null && UserRoutines.SourceOf(routine) is not null) return null;
            if (routine.Parameters.Length != types.Length || !TakesExactly(routine, types)) continue;
            var rank = SchemaRank(name, routine.Schema);
            if (rank >= 0 && rank < foundRank) (found, foundRank) = (routine, rank);
        }

        if (found is null) return null;
        for (var i = 0; i < arguments.Count; i++)
            if (arguments[i].Name is not null)
                return null;
        var slots = new int[types.Length];
        for (var i = 0; i < slots.Length; i++) slots[i] = i;
        return new FunctionMatch(found, types, slots, GathersVariadic: false);
    }

    private static bool TakesExactly(Routine routine, SqlType[] types)
    {
        if (routine.IsVariadic) return false;
        for (var i = 0; i < types.Length; i++)
            if (!routine.Parameters[i].Type.Is(types[i]))
                return false;
        return true;
    }

    // The routines of a name that could take so many arguments of these names. Of two with the same parameter types the one in the earlier schema counts.
    // Users' routines that differ in parameters with defaults alone are none better than the other.
    private List<FunctionMatch> Collect(QualifiedName name, IReadOnlyList<NamedArgument> arguments, bool isVariadic, out HashSet<FunctionMatch> undecided)
    {
        undecided = [];
        var found = new List<(FunctionMatch Match, int Rank)>();
        foreach (var routine in UserRoutines.Overloads(name.Object, context.Routines, context.Catalog))
        {
            var rank = SchemaRank(name, routine.Schema);
            if (rank < 0 || Match(routine, arguments, isVariadic) is not { } match) continue;
            var twin = -1;
            for (var i = 0; i < found.Count && twin < 0; i++)
                if (SameTypes(found[i].Match.Types, match.Types))
                    twin = i;
            if (twin < 0) found.Add((match, rank));
            else if (AreRivals(match, rank, found[twin].Match, found[twin].Rank)) undecided.Add(found[twin].Match);
            else if (IsBetter(match, rank, found[twin].Match, found[twin].Rank)) found[twin] = (match, rank);
        }

        return [.. found.Select(f => f.Match)];
    }

    private int SchemaRank(QualifiedName name, string schema)
    {
        var asked = name.Schema;

        // The catalog's own texts name a routine by its oid.
        if (name.Object[0] == '#') return 0;
        if (asked is not null) return asked == schema ? 0 : -1;
        for (var i = 0; i < context.SearchPath.Count; i++)
            if (context.SearchPath[i] == schema)
                return i;
        return -1;
    }

    private static bool AreRivals(FunctionMatch match, int rank, FunctionMatch other, int otherRank) =>
        rank == otherRank && match.GathersVariadic == other.GathersVariadic && UserRoutines.SourceOf(match.Routine) is not null && UserRoutines.SourceOf(other.Routine) is not null;

    private static bool IsBetter(FunctionMatch match, int rank, FunctionMatch other, int otherRank)
    {
        if (rank != otherRank) return rank < otherRank;
        if (match.GathersVariadic != other.GathersVariadic) return !match.GathersVariadic;
        return !match.UsesDefaults && other.UsesDefaults;
    }

    private static FunctionMatch? Match(Routine routine, IReadOnlyList<NamedArgument> arguments, bool isVariadic)
    {
        var parameters = routine.Parameters;
        var slots = new int[arguments.Count];
        var types = new SqlType[arguments.Count];
        var gathers = routine.IsVariadic && !isVariadic && arguments.Count >= parameters.Length && arguments.All(a => a.Name is null);
        if (isVariadic && (!routine.IsVariadic || arguments.Count != parameters.Length)) return null;
        if (arguments.Count > parameters.Length && !gathers) return null;

        var taken = new bool[parameters.Length];
        for (var i = 0; i < arguments.Count; i++)
        {
            var slot = arguments[i].Name is { } wanted ? IndexOf(parameters, wanted) : Math.Min(i, parameters.Length - 1);
            if (slot < 0 || (taken[slot] && !(gathers && slot == parameters.Length - 1))) return null;
            taken[slot] = true;
            slots[i] = slot;
            types[i] = gathers && slot == parameters.Length - 1 ? ElementOf(parameters[slot].Type) : parameters[slot].Type;
        }

        for (var slot = 0; slot < parameters.Length; slot++)
            if (!taken[slot] && parameters[slot].Default is null)
                return null;
        return new FunctionMatch(routine, types, slots, gathers);
    }

    private static int IndexOf(ImmutableArray<RoutineParameter> parameters, string name)
    {
        for (var i = 0; i < parameters.Length; i++)
            if (parameters[i].Name == name)
                return i;
        return -1;
    }

    private static SqlType ElementOf(SqlType array) => array.Kind switch
    {
        TypeKind.AnyArray => SqlTypes.AnyElement,
        TypeKind.AnyCompatibleArray => SqlTypes.AnyCompatible,
        TypeKind.Any => array,
        _ => array.Element ?? throw InternalErrors.Unexpected($"a variadic parameter of type {array.DisplayName}"),
    };

    private bool IsCast(SqlType source, SqlType target)
    {
        if (source.Is(SqlTypes.Unknown)) return true;
        return coercion.FindPath(source, target, CastContext.Explicit).Path switch
        {
            CoercionPath.Relabel => true,
            CoercionPath.Text => !(source.Kind is TypeKind.Record or TypeKind.Composite && target.Category == TypeCategory.String),
            _ => false,
        };
    }

    private static bool SameTypes(SqlType[] a, SqlType[] b)
    {
        if (a.Length != b.Length) return false;
        for (var i = 0; i < a.Length; i++)
            if (!a[i].Is(b[i]))
                return false;
        return true;
    }

    private static void CheckNames(IReadOnlyList<NamedArgument> arguments, int position)
    {
        var seen = new HashSet<string>();
        foreach (var argument in arguments)
        {
            if (argument.Name is { } name)
            {
                if (!seen.Add(name)) throw QueryErrors.Malformed($"argument name \"{name}\" used more than once", argument.Value.Position);
            }
            else if (seen.Count > 0)
            {
                throw QueryErrors.Malformed("positional argument cannot follow named argument", argument.Value.Position == 0 ? position : argument.Value.Position);
            }
        }
    }
}
