namespace Tidemark.Torture.Simulation;

/// <summary>A history went wrong. The message says how to run it again.</summary>
internal sealed class HistoryException(int seed, int steps, IReadOnlyList<string> log, Exception cause)
    : Exception($"{cause.Message}\nrun again: torture simulate --seed {seed} --histories 1 --steps {steps} (or TIDEMARK_SEED={seed} for the test)\nsteps:\n  {string.Join("\n  ", log.TakeLast(40))}", cause);
