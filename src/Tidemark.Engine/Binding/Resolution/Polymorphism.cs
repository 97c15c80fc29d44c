using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>What the polymorphic types of one call stand for (manual, section 38.2.5).</summary>
/// <param name="Element">anyelement and its kin; null where no argument is of them.</param>
/// <param name="Compatible">anycompatible and its kin.</param>
internal readonly record struct Polymorphism(SqlType? Element, SqlType? Compatible)
{
    /// <summary>The real type in place of a declared one.</summary>
    public SqlType Substitute(SqlType declared, int? position = null) => declared.Kind switch
    {
        TypeKind.AnyElement or TypeKind.AnyNonArray or TypeKind.AnyEnum => Element ?? throw Undetermined(position),
        TypeKind.AnyArray => ArrayOf(Element ?? throw Undetermined(position), position),
        TypeKind.AnyCompatible or TypeKind.AnyCompatibleNonArray => Compatible ?? throw Undetermined(position),
        TypeKind.AnyCompatibleArray => ArrayOf(Compatible ?? throw Undetermined(position), position),
        _ => declared,
    };

    /// <summary>Whether a polymorphic type can stand for a real one, taken by itself.</summary>
    public static bool Accepts(SqlType polymorphic, SqlType real) => polymorphic.Kind switch
    {
        TypeKind.AnyArray or TypeKind.AnyCompatibleArray => real.IsArray,
        TypeKind.AnyNonArray or TypeKind.AnyCompatibleNonArray => !real.IsArray,
        TypeKind.AnyEnum => real.Kind == TypeKind.Enum,
        _ => true,
    };

    /// <summary>Whether arguments of these types fit the declared ones together.</summary>
    public static bool IsConsistent(Coercion coercion, ReadOnlySpan<SqlType> actual, ReadOnlySpan<SqlType> declared) =>
        TryResolve(coercion, actual, declared, out _, out _);

    /// <summary>What the polymorphic types stand for when a call with arguments of these types is made. 42804 where no argument tells.</summary>
    public static Polymorphism Resolve(Coercion coercion, ReadOnlySpan<SqlType> actual, ReadOnlySpan<SqlType> declared, int? position)
    {
        if (!TryResolve(coercion, actual, declared, out var resolved, out var hasElement))
            throw InternalErrors.Unexpected("polymorphic arguments of a chosen routine are not consistent");
        if (hasElement && resolved.Element is null) throw Undetermined(position);
        return resolved;
    }

    private static bool TryResolve(Coercion coercion, ReadOnlySpan<SqlType> actual, ReadOnlySpan<SqlType> declared, out Polymorphism resolved, out bool hasElement)
    {
        SqlType? element = null;
        List<SqlType>? compatible = null;
        var compatibleIsNonArray = false;
        hasElement = false;
        var hasEnum = false;
        resolved = default;
        for (var i = 0; i < actual.Length; i++)
        {
            var kind = declared[i].Kind;
            var isArray = kind is TypeKind.AnyArray or TypeKind.AnyCompatibleArray;
            switch (kind)
            {
                case TypeKind.AnyElement or TypeKind.AnyNonArray or TypeKind.AnyEnum or TypeKind.AnyArray:
                    hasElement = true;
                    hasEnum |= kind == TypeKind.AnyEnum;
                    if (actual[i].Is(SqlTypes.Unknown)) continue;
                    var type = Coercion.BaseOf(actual[i]);
                    if (isArray && !type.IsArray) return false;
                    if (kind == TypeKind.AnyNonArray && type.IsArray) return false;
                    var found = (isArray ? type.Element! : actual[i]).WithModifier(-1);
                    if (element is not null && !element.Is(found)) return false;
                    element = found;
                    break;
                case TypeKind.AnyCompatible or TypeKind.AnyCompatibleNonArray or TypeKind.AnyCompatibleArray:
                    compatible ??= [];
                    compatibleIsNonArray |= kind == TypeKind.AnyCompatibleNonArray;
                    if (actual[i].Is(SqlTypes.Unknown)) continue;
                    var given = Coercion.BaseOf(actual[i]);
                    if (isArray && !given.IsArray) return false;
                    compatible.Add((isArray ? given.Element! : actual[i]).WithModifier(-1));
                    break;
            }
        }

        // No literal tells which enum is meant.
        if (hasEnum && element is null) return false;
        SqlType? common = null;
        if (compatible is not null)
        {
            common = compatible.Count == 0 ? SqlTypes.Text : coercion.FindCommonType(compatible, out _, out _);
            if (common is null || (compatibleIsNonArray && common.IsArray)) return false;
            foreach (var type in compatible)
                if (!coercion.CanCoerce(type, common, Catalog.CastContext.Implicit))
                    return false;
        }

        resolved = new Polymorphism(element, common);
        return true;
    }

    private static SqlType ArrayOf(SqlType element, int? position) => SqlTypes.ArrayOf(element) ?? throw TypeErrors.NoArrayType(element.DisplayName, position);

    private static SqlException Undetermined(int? position) => TypeErrors.PolymorphicTypeUndetermined("unknown", position);
}
