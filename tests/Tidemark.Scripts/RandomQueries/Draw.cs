namespace Tidemark.Scripts.RandomQueries;

/// <summary>Random decisions from a seed: the same seed decides the same.</summary>
internal sealed class Draw(int seed)
{
    // The seed is printed with every difference.
#pragma warning disable CA5394 // Nothing secret is drawn; a run must be repeatable.
    private readonly Random random = new(seed);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => random.Next(low, high + 1);
#pragma warning restore CA5394

    public bool Chance(int percent) => Between(1, 100) <= percent;

    public T Of<T>(params IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    /// <summary>One of some ways to go on.</summary>
    public T Way<T>(params ReadOnlySpan<Func<T>> ways) => ways[Between(0, ways.Length - 1)]();
}
