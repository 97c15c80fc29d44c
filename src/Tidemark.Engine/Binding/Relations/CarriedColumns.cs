using Tidemark.Errors;

namespace Tidemark.Engine.Binding;

/// <summary>Brings hidden columns of scans up through a query that reads them: each projection on the way passes them on, after its own columns.</summary>
internal abstract class CarriedColumns
{
    /// <summary>The columns to bring up; whoever changes a scan adds to them.</summary>
    protected HashSet<ColumnId> Carried { get; } = [];

    /// <summary>The relation with the columns in its output. What does not change stays the same object.</summary>
    public virtual Relation Visit(Relation relation)
    {
        StackDepth.Ensure();
        return relation switch
        {
            Filter r when Below(r.Input, out var input) => r with { Input = input },
            Sort r when Below(r.Input, out var input) => r with { Input = input },
            Limit r when Below(r.Input, out var input) => r with { Input = input },
            Distinct r when Below(r.Input, out var input) => r with { Input = input },
            With r when Below(r.Query, out var query) => r with { Query = query },
            Project r when Below(r.Input, out var input) => r with
            {
                Input = input,
                Items = [.. r.Items, .. input.Output.Where(c => Carried.Contains(c.Id) && !r.Output.Any(o => o.Id == c.Id)).Select(c => new ProjectItem(c.Reference, c))],
            },
            Join r => Sides(r.Left, r.Right, out var left, out var right) ? r with { Left = left, Right = right } : r,
            AsofJoin r => Sides(r.Left, r.Right, out var left, out var right) ? r with { Left = left, Right = right } : r,
            _ => relation,
        };
    }

    private bool Below(Relation input, out Relation result)
    {
        result = Visit(input);
        return !ReferenceEquals(result, input);
    }

    private bool Sides(Relation left, Relation right, out Relation newLeft, out Relation newRight) => Below(left, out newLeft) | Below(right, out newRight);
}
