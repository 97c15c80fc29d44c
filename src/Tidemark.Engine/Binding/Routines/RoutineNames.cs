namespace Tidemark.Engine.Binding;

/// <summary>How the body of a routine calls its parameters: by name, or by the routine's name and theirs. Columns of the same name come first.</summary>
/// <param name="Routine">The routine's name.</param>
/// <param name="Parameters">The names in the order of the parameters' numbers; null for one without.</param>
internal sealed record RoutineNames(string Routine, IReadOnlyList<string?> Parameters)
{
    /// <summary>The number, from 1, of the parameter that a column reference of these parts means; 0 for none.</summary>
    public int Find(Syntax.SyntaxList<string> parts)
    {
        if (parts.Count > 2 || (parts.Count == 2 && parts[0] != Routine)) return 0;
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i] == parts[^1]) return i + 1;
        }

        return 0;
    }
}
