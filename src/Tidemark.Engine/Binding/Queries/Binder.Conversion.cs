using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Queries whose columns become of other types.</summary>
internal sealed partial class Binder
{
    /// <summary>The relation with its columns as ones of these types; the caller knows that they can be. Literals of the relation's own select list are read as such.</summary>
    internal Relation ConvertOutput(Relation relation, IReadOnlyList<SqlType> types)
    {
        var unknown = new Dictionary<ColumnId, SqlType>();
        for (var i = 0; i < types.Count; i++)
            if (relation.Output[i].Type.Is(SqlTypes.Unknown))
                unknown.TryAdd(relation.Output[i].Id, types[i].WithModifier(-1));
        if (unknown.Count > 0) relation = TypeUnknowns(relation, unknown);

        var output = relation.Output;
        if (output.Select((c, i) => c.Type.Is(types[i])).All(same => same)) return relation;
        return new Project(relation, [.. output.Select((c, i) => c.Type.Is(types[i])
            ? new ProjectItem(c.Reference, c)
            : Converted(c, types[i]))]);

        ProjectItem Converted(OutputColumn column, SqlType type)
        {
            var value = Coercion.Coerce(column.Reference, type, CastContext.Implicit);
            return new ProjectItem(value, NewColumn(column.Name, value.Type));
        }
    }

    // Only the select list at the top holds untyped columns, and what stands between passes them through.
    private Relation TypeUnknowns(Relation relation, Dictionary<ColumnId, SqlType> types) => relation switch
    {
        Project project => project with
        {
            Input = TypeUnknowns(project.Input, types),
            Items = [.. project.Items.Select(i => types.TryGetValue(i.Output.Id, out var type) ? Typed(i, type) : i)],
        },
        Sort sort => sort with { Input = TypeUnknowns(sort.Input, types) },
        Limit limit => limit with { Input = TypeUnknowns(limit.Input, types) },
        Distinct distinct => distinct with { Input = TypeUnknowns(distinct.Input, types) },
        With with => with with { Query = TypeUnknowns(with.Query, types) },
        _ => relation,
    };

    private ProjectItem Typed(ProjectItem item, SqlType type)
    {
        var output = item.Output with { Type = type };
        return item.Expression is BoundColumn column && column.Id == output.Id
            ? new ProjectItem(output.Reference, output)
            : new ProjectItem(Coercion.Coerce(item.Expression, type, CastContext.Implicit), output);
    }
}
