namespace Tidemark.Scripts.Isolation;

/// <summary>A file of interleavings: sessions with named steps, and the orders in which the steps are run.</summary>
internal sealed record Interleaving(string Path, string Setup, string Teardown, IReadOnlyList<IsolationSession> Sessions, IReadOnlyList<Permutation> Permutations);

/// <summary>A session and its steps.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setup">What it runs before the first step; empty for nothing.</param>
/// <param name="Steps">SQL by step name.</param>
internal sealed record IsolationSession(string Name, string Setup, IReadOnlyDictionary<string, string> Steps);

/// <summary>An order of steps, and what came of it.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Steps">The names of the steps.</param>
/// <param name="Expected">What PostgreSQL gives; null when that is not recorded.</param>
/// <param name="Reason">Why Tidemark gives something else; null where it does not.</param>
/// <param name="Differs">What Tidemark gives then.</param>
internal sealed record Permutation(int Line, IReadOnlyList<string> Steps, IReadOnlyList<string>? Expected, string? Reason, IReadOnlyList<string>? Differs);
