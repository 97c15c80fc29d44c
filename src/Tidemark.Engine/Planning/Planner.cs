using Tidemark.Engine.Binding;
using Tidemark.Errors;

namespace Tidemark.Engine.Planning;

/// <summary>Turns bound statements into plans: rules rewrite the tree, then an operator is chosen for each relation.</summary>
internal static class Planner
{
    /// <summary>Plans a statement.</summary>
    public static Plan Plan(BoundStatement statement, PlanningContext context)
    {
        var optimizer = new Optimizer(context);
        var rewritten = optimizer.Rewrite(statement);
        var lowering = new Lowering(context);
        var root = lowering.LowerStatement(rewritten);
        return new Plan(KindOf(statement), root, statement.Output, lowering.Targets, optimizer.Times);
    }

    private static PlanKind KindOf(BoundStatement statement) => statement switch
    {
        BoundQuery => PlanKind.Select,
        BoundInsert => PlanKind.Insert,
        BoundUpdate => PlanKind.Update,
        BoundDelete => PlanKind.Delete,
        BoundMerge => PlanKind.Merge,
        _ => throw InternalErrors.Unexpected($"no plan for {statement.GetType().Name}"),
    };
}
