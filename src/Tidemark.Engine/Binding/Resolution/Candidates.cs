using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Chooses among overloads by the rules of PostgreSQL's func_select_candidate (manual, sections 10.2 and 10.3).</summary>
internal static class Candidates
{
    /// <summary>The one candidate that takes the arguments best; null where none does, or several do equally well.</summary>
    /// <param name="coercion">The conversions.</param>
    /// <param name="arguments">The types of the arguments, unknown ones included.</param>
    /// <param name="candidates">Overloads with as many parameters as there are arguments.</param>
    /// <param name="types">The parameter types of a candidate.</param>
    /// <param name="isAmbiguous">Whether there were several.</param>
    public static T? Choose<T>(Coercion coercion, SqlType[] arguments, IReadOnlyList<T> candidates, Func<T, SqlType[]> types, out bool isAmbiguous)
        where T : class
    {
        var applicable = candidates.Where(c => coercion.CanCoerce(arguments, types(c), CastContext.Implicit)).ToList();
        isAmbiguous = false;
        switch (applicable.Count)
        {
            case 0: return null;
            case 1: return applicable[0];
        }

        var chosen = Select(coercion, arguments, applicable, types);
        isAmbiguous = chosen is null;
        return chosen;
    }

    private static T? Select<T>(Coercion coercion, SqlType[] arguments, List<T> candidates, Func<T, SqlType[]> types)
        where T : class
    {
        var inputs = Array.ConvertAll(arguments, Coercion.BaseOf);
        var unknowns = inputs.Count(t => t.Is(SqlTypes.Unknown));

        candidates = KeepBest(candidates, c => Count(types(c), (parameter, i) => parameter.Is(inputs[i])));
        if (candidates.Count == 1) return candidates[0];

        candidates = KeepBest(candidates, c => Count(types(c), (parameter, i) => parameter.Is(inputs[i]) || (parameter.IsPreferred && parameter.Category == inputs[i].Category)));
        if (candidates.Count == 1) return candidates[0];
        if (unknowns == 0) return null;

        candidates = KeepUnknownCategories(candidates, inputs, types);
        if (candidates.Count == 1) return candidates[0];

        // Known and unknown arguments: suppose that the unknown ones are of the one known type.
        if (unknowns == inputs.Length) return null;
        var known = inputs.First(t => !t.Is(SqlTypes.Unknown));
        if (!inputs.All(t => t.Is(SqlTypes.Unknown) || t.Is(known))) return null;
        var supposed = Enumerable.Repeat(known, inputs.Length).ToArray();
        var matching = candidates.Where(c => coercion.CanCoerce(supposed, types(c), CastContext.Implicit)).Take(2).ToList();
        return matching.Count == 1 ? matching[0] : null;

        int Count(SqlType[] parameters, Func<SqlType, int, bool> matches)
        {
            var count = 0;
            for (var i = 0; i < parameters.Length; i++)
                if (!inputs[i].Is(SqlTypes.Unknown) && matches(parameters[i], i))
                    count++;
            return count;
        }
    }

    private static List<T> KeepBest<T>(List<T> candidates, Func<T, int> score)
    {
        var best = candidates.Max(score);
        return [.. candidates.Where(c => score(c) == best)];
    }

    // For each unknown argument the category that the candidates accept there, string before any other; a preferred type in it wins.
    private static List<T> KeepUnknownCategories<T>(List<T> candidates, SqlType[] inputs, Func<T, SqlType[]> types)
    {
        var kept = candidates;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].Is(SqlTypes.Unknown)) continue;
            var accepted = candidates.Select(c => types(c)[i]).ToList();
            var category = accepted[0].Category;
            if (accepted.Any(t => t.Category != category))
            {
                if (accepted.All(t => t.Category != TypeCategory.String)) return candidates;
                category = TypeCategory.String;
            }

            var hasPreferred = accepted.Any(t => t.Category == category && t.IsPreferred);
            kept = [.. kept.Where(c => types(c)[i] is var type && type.Category == category && (!hasPreferred || type.IsPreferred))];
        }

        return kept.Count > 0 ? kept : candidates;
    }
}
