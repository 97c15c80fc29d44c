using Tidemark.Engine.Binding;

namespace Tidemark.Engine.Planning;

/// <summary>Drops sorts whose order nobody sees: below another sort, below an aggregation that does not look at the order, below joins and duplicate-removing set operations.</summary>
internal sealed class RemoveSorts : RelationRewriter
{
    /// <summary>The rule.</summary>
    public static Relation Apply(Relation relation, PlanningContext context)
    {
        _ = context;
        return new RemoveSorts().Visit(relation);
    }

    /// <inheritdoc />
    protected override Relation Rewrite(Relation relation) => relation switch
    {
        Sort { Keys.IsEmpty: true } sort => sort.Input,
        Sort sort when Unsorted(sort.Input) is var input && !ReferenceEquals(input, sort.Input) => sort with { Input = input },
        Aggregate aggregate when aggregate.Calls.All(c => !c.Call.Function.IsOrderSensitive) => aggregate with { Input = Unsorted(aggregate.Input) },
        Join { Kind: JoinKind.Semi or JoinKind.Anti } join => join with { Right = Unsorted(join.Right) },
        SetOperation { IsAll: false } operation => operation with { Left = Unsorted(operation.Left), Right = Unsorted(operation.Right) },
        _ => relation,
    };

    private static Relation Unsorted(Relation relation) => relation switch
    {
        Sort sort => Unsorted(sort.Input),
        Project project when Unsorted(project.Input) is var input && !ReferenceEquals(input, project.Input) => project with { Input = input },
        Filter filter when Unsorted(filter.Input) is var input && !ReferenceEquals(input, filter.Input) => filter with { Input = input },
        _ => relation,
    };
}
