using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>Declares relations of the system's schemas.</summary>
internal static class SystemTable
{
    /// <summary>A relation.</summary>
    /// <param name="oid">PostgreSQL's oid of it.</param>
    /// <param name="name">Schema and name, <c>pg_catalog.pg_class</c>.</param>
    /// <param name="columns">The columns as <c>name type, name type</c>, types by their pg_type names; <c>type[]</c> for arrays.</param>
    /// <param name="fill">Adds the rows.</param>
    /// <param name="isView">Whether PostgreSQL has it as a view.</param>
    public static VirtualTable Define(uint oid, string name, string columns, Action<FunctionContext, SystemRows> fill, bool isView = false)
    {
        var dot = name.IndexOf('.');
        return new VirtualTable
        {
            Oid = oid,
            Schema = name[..dot],
            Name = name[(dot + 1)..],
            Columns = [.. columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Column)],
            Fill = (context, builders) => fill(context, new SystemRows(builders)),
            IsView = isView,
        };
    }

    /// <summary>A relation that has PostgreSQL's columns and never a row, because what it lists does not exist here.</summary>
    public static VirtualTable Empty(uint oid, string name, string columns, bool isView = false) => Define(oid, name, columns, static (_, _) => { }, isView);

    private static TableFunctionColumn Column(string declared)
    {
        var parts = declared.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isArray = parts[1].EndsWith("[]", StringComparison.Ordinal);
        var type = SqlTypes.FromName(isArray ? parts[1][..^2] : parts[1]) ?? throw new ArgumentException($"no type {parts[1]}", nameof(declared));
        return new TableFunctionColumn(parts[0], isArray ? SqlTypes.ArrayOf(type)! : type);
    }
}
