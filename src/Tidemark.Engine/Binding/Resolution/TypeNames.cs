using Tidemark.Engine.Catalog;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>Gives types for their names, modifiers included.</summary>
internal sealed class TypeNames(BindingContext context)
{
    // What PostgreSQL has and Tidemark has not: refused by name rather than unknown.
    private static readonly HashSet<string> Unsupported =
    [
        "bit", "varbit", "money", "inet", "cidr", "macaddr", "macaddr8", "point", "line", "lseg", "box", "path", "polygon", "circle", "xml", "tsvector",
        "tsquery", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "int4multirange", "int8multirange", "nummultirange", "tsmultirange",
        "tstzmultirange", "datemultirange", "pg_lsn", "txid_snapshot", "pg_snapshot", "tid", "cid", "regcollation",
        "regconfig", "regdictionary",
    ];

    /// <summary>The type of a name; 42704 where there is none.</summary>
    public SqlType Resolve(TypeName name)
    {
        if (name.IsPercentType) throw InternalErrors.NotSupported("%TYPE", Place(name.Position));
        var type = Find(name.Name) ?? throw Missing(name);
        type = ApplyModifiers(type, name);
        if (!name.IsArray) return type;
        return SqlTypes.ArrayOf(type) ?? throw TypeErrors.NoArrayType(type.DisplayName, Place(name.Position));
    }

    /// <summary>The type of a name without modifiers or array bounds, or null.</summary>
    public SqlType? Find(QualifiedName name)
    {
        if (name.Catalog is not null && name.Catalog != context.Functions.DatabaseName) return null;
        if (name.Schema is { } asked) return FindIn(asked, name.Object);
        foreach (var schema in context.SearchPath)
            if (FindIn(schema, name.Object) is { } found)
                return found;
        return null;
    }

    private SqlType? FindIn(string schema, string name)
    {
        if (schema == "pg_catalog") return SqlTypes.FromName(name);
        if (context.Catalog.FindUserType(schema, name) is { } own) return context.Catalog.FindType(own.Oid);
        if (ExtensionTypes.Find(schema, name) is { } extension) return extension;
        if (context.Catalog.FindRelation(schema, name) is { } relation) return RowTypes.Of(relation);

        // An array type may go by its own name, which is that of its elements behind an underscore.
        return name.StartsWith('_') && FindIn(schema, name[1..]) is { } element ? SqlTypes.ArrayOf(element) : null;
    }

    private SqlException Missing(TypeName name)
    {
        if (name.Name.Schema is { } schema && context.Catalog.FindSchema(schema) is null) return CatalogErrors.NoSchema(schema, Place(name.Position));
        var type = name.Name.Object;
        if (name.Name.Schema is null or "pg_catalog" && Unsupported.Contains(type.TrimStart('_'))) return InternalErrors.NotSupported($"type {type}", Place(name.Position));
        return NameErrors.TypeDoesNotExist(name.Name.ToString() + (name.IsArray ? "[]" : ""), Place(name.Position));
    }

    private SqlType ApplyModifiers(SqlType type, TypeName name)
    {
        if (type.Kind == TypeKind.Interval)
        {
            if (name.Modifiers.IsEmpty && name.IntervalFields is null) return type;
            return type.WithModifier(IntervalModifier.Pack(name.IntervalFields ?? "", name.Modifiers.IsEmpty ? null : Precision("INTERVAL", "", name)));
        }

        if (name.Modifiers.IsEmpty) return type;
        return type.Kind switch
        {
            TypeKind.Varchar => type.WithModifier(Length("varchar", name)),
            TypeKind.BpChar => type.WithModifier(Length("char", name)),
            TypeKind.Numeric => type.WithModifier(Numeric(name)),
            TypeKind.Time => type.WithModifier(Precision("TIME", "", name)),
            TypeKind.TimeTz => type.WithModifier(Precision("TIME", " WITH TIME ZONE", name)),
            TypeKind.Timestamp => type.WithModifier(Precision("TIMESTAMP", "", name)),
            TypeKind.TimestampTz => type.WithModifier(Precision("TIMESTAMP", " WITH TIME ZONE", name)),
            _ => throw TypeErrors.ModifierNotAllowed(type.Name, Place(name.Position)),
        };
    }

    private static int Length(string type, TypeName name)
    {
        var values = Integers(name);
        if (values.Length != 1) throw TypeErrors.InvalidModifier("invalid type modifier", Place(name.Position));
        return values[0] switch
        {
            < 1 => throw TypeErrors.InvalidModifier($"length for type {type} must be at least 1", Place(name.Position)),
            > 10_485_760 => throw TypeErrors.InvalidModifier($"length for type {type} cannot exceed 10485760", Place(name.Position)),
            var length => TypeModifiers.ForLength(length),
        };
    }

    private static int Numeric(TypeName name)
    {
        var values = Integers(name);
        if (values.Length > 2) throw TypeErrors.InvalidModifier("invalid NUMERIC type modifier", Place(name.Position));
        if (values[0] is < 1 or > 1000) throw TypeErrors.InvalidModifier($"NUMERIC precision {values[0]} must be between 1 and 1000", Place(name.Position));
        var scale = values.Length == 2 ? values[1] : 0;
        if (scale is < -1000 or > 1000) throw TypeErrors.InvalidModifier($"NUMERIC scale {scale} must be between -1000 and 1000", Place(name.Position));
        return TypeModifiers.ForNumeric(values[0], scale);
    }

    private int Precision(string word, string suffix, TypeName name)
    {
        var values = Integers(name);
        if (values.Length != 1) throw TypeErrors.InvalidModifier("invalid type modifier", Place(name.Position));
        var digits = values[0];
        if (digits < 0) throw TypeErrors.InvalidModifier($"{word}({digits}){suffix} precision must not be negative", Place(name.Position));
        if (digits <= 6) return digits;
        context.Functions.Notice(new SqlError
        {
            Severity = Severity.Warning,
            State = SqlState.InvalidParameterValue,
            Message = $"{word}({digits}){suffix} precision reduced to maximum allowed, 6",
        });
        return 6;
    }

    private static int[] Integers(TypeName name)
    {
        var values = new int[name.Modifiers.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = name.Modifiers[i] switch
            {
                IntegerLiteral { Value: >= int.MinValue and <= int.MaxValue } literal => (int)literal.Value,
                Literal literal => throw TypeErrors.InvalidModifier("invalid type modifier", Place(literal.Position)),
                var other => throw TypeErrors.ModifierMustBeConstant(Place(other.Position)),
            };
        }

        return values;
    }

    private static int? Place(int position) => position == 0 ? null : position;
}
