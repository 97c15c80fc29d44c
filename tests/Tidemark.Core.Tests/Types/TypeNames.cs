using Tidemark.Types;

namespace Tidemark.Core.Tests.Types;

/// <summary>Types by their pg_type name with an optional modifier, such as <c>varchar(3)</c> or <c>_int4</c>.</summary>
internal static class TypeNames
{
    public static SqlType Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0) return SqlTypes.FromName(text) ?? throw new ArgumentException($"no type {text}");
        var type = SqlTypes.FromName(text[..open])!;
        var arguments = text[(open + 1)..^1];
        var element = type.Element ?? type;
        if (element.Kind == TypeKind.Interval)
        {
            var parts = arguments.Split(',');
            return type.WithModifier(IntervalModifier.Pack(parts[0], parts.Length > 1 ? int.Parse(parts[1]) : null));
        }

        var numbers = arguments.Split(',').Select(int.Parse).ToArray();
        return type.WithModifier(element.Kind switch
        {
            TypeKind.Numeric => TypeModifiers.ForNumeric(numbers[0], numbers.Length > 1 ? numbers[1] : 0),
            TypeKind.Varchar or TypeKind.BpChar => TypeModifiers.ForLength(numbers[0]),
            _ => numbers[0],
        });
    }
}
