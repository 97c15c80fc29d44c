using Tidemark.Engine.Planning;

namespace Tidemark.Engine.Execution;

/// <summary>A plan as lines of text, for EXPLAIN.</summary>
internal static class ExplainPrinter
{
    /// <summary>The lines.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="context">The execution; with <paramref name="analyze"/> it is run.</param>
    /// <param name="analyze">Whether to run the plan and tell rows and times.</param>
    public static IEnumerable<string> Print(Plan plan, QueryContext context, bool analyze) => [plan.Root.GetType().Name];
}
